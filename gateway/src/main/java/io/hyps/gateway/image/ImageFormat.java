package io.hyps.gateway.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import io.hyps.protocol.Payload;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The image formats that a gateway takes, told by an image's first bytes. */
public enum ImageFormat {
    PNG("PNG", "image/png", "89504e470d0a1a0a"),
    JPEG("JPEG", "image/jpeg", "ffd8ff"),
    WEBP("WebP", "image/webp", "52494646........57454250"),
    GIF("GIF", "image/gif", "474946383.61"),
    BMP("BMP", "image/bmp", "424d........00000000");

    /** What a sensor may send, for people. */
    public static final String NAMES = "PNG, JPEG, WebP, GIF or BMP";

    private static final HexFormat HEX = HexFormat.of();

    private final String label;
    private final String contentType;
    private final String signatureHex;

    /** @param signatureHex the first bytes; a dot stands for any digit */
    ImageFormat(String label, String contentType, String signatureHex) {
        this.label = label;
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

    /** As people write it. */
    @Override
    public String toString() {
        return label;
    }

    /** A reader of this format, the JDK's own unless it has none; not one that a class path may bring. */
    ImageReader newReader() throws IOException {
        return this == WEBP
                ? new WebPImageReaderSpi().createReaderInstance(null)
                : ImageIO.getImageReadersByFormatName(label).next();
    }

    private boolean begins(byte[] bytes) {
        int length = signatureHex.length() / 2;
        if (bytes.length < length) {
            return false;
        }
        String first = HEX.formatHex(bytes, 0, length);
        for (int at = 0; at < first.length(); at++) {
            if (signatureHex.charAt(at) != '.' && signatureHex.charAt(at) != first.charAt(at)) {
                return false;
            }
        }
        return true;
    }
}
