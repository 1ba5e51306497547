package io.hyps.stack.sensor;

import io.hyps.protocol.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** An image as it lies on disk; whether it is one is for the gateway to find out. */
public record ImageFile(Path path, Payload content) {
    private static final Map<String, String> TYPES = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "webp", "image/webp",
            "gif", "image/gif",
            "bmp", "image/bmp");

    public static ImageFile read(Path path) throws IOException {
        return new ImageFile(path, Payload.of(Files.readAllBytes(path)));
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }

    /** The media type by the name's ending. */
    public String contentType() {
        return TYPES.getOrDefault(ending(path), "application/octet-stream");
    }

    static boolean looksLikeOne(Path path) {
        return TYPES.containsKey(ending(path));
    }

    private static String ending(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
