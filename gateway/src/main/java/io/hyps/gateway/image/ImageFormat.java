package io.hyps.gateway.image;

import io.hyps.protocol.Payload;
import java.util.Arrays;
import java.util.Optional;

/** The image formats that a gateway takes, told by an image's first bytes. */
public enum ImageFormat {
    PNG("png", "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}),
    JPEG("jpeg", "image/jpeg", new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF});

    private final String readerName;
    private final String contentType;
    private final byte[] signature;

    ImageFormat(String readerName, String contentType, byte[] signature) {
        this.readerName = readerName;
        this.contentType = contentType;
        this.signature = signature;
    }

    /** Tells the format by the first bytes; none if it is another. */
    public static Optional<ImageFormat> of(Payload image) {
        return Arrays.stream(values()).filter(f -> f.begins(image.array())).findFirst();
    }

    public String contentType() {
        return contentType;
    }

    String readerName() {
        return readerName;
    }

    private boolean begins(byte[] bytes) {
        return bytes.length >= signature.length
                && Arrays.equals(bytes, 0, signature.length, signature, 0, signature.length);
    }
}
