package io.hyps.gateway.image;

import io.hyps.protocol.Payload;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The image formats that a gateway takes, told by an image's first bytes. */
public enum ImageFormat {
    PNG("png", "image/png", "89504e470d0a1a0a"),
    JPEG("jpeg", "image/jpeg", "ffd8ff");

    private final String readerName;
    private final String contentType;
    private final String signatureHex;

    ImageFormat(String readerName, String contentType, String signatureHex) {
        this.readerName = readerName;
        this.contentType = contentType;
        this.signatureHex = signatureHex;
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
        int length = signatureHex.length() / 2;
        return bytes.length >= length
                && HexFormat.of().formatHex(bytes, 0, length).equals(signatureHex);
    }
}
