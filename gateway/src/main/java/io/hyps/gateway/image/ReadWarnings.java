package io.hyps.gateway.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** What a reader warns of while it decodes; some of it means that the pixels are not what the image holds. */
final class ReadWarnings implements IIOReadWarningListener {
    private final List<String> warnings = new ArrayList<>();

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        warnings.add(String.valueOf(warning).replaceAll("\\s+", " "));
    }

    /** The first that means damage, if any. */
    Optional<String> ofDamage(ImageFormat format) {
        return warnings.stream()
                .filter(w -> w.contains("Premature")
                        || w.contains("Corrupt")
                        || (format == ImageFormat.WEBP && !w.startsWith("Ignoring")))
                .findFirst();
    }
}
