package io.hyps.stack.sensor;

import io.hyps.protocol.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** An image as it lies on disk; whether it is one is for the gateway to find out. */
public record ImageFile(Path path, Payload content) {
    public static ImageFile read(Path path) throws IOException {
        return new ImageFile(path, Payload.of(Files.readAllBytes(path)));
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }

    /** The media type by the name's ending. */
    public String contentType() {
        String name = name().toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            return "image/png";
        }
        return name.endsWith(".jpg") || name.endsWith(".jpeg") ? "image/jpeg" : "application/octet-stream";
    }

    static boolean looksLikeOne(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).matches(".*\\.(png|jpe?g)");
    }
}
