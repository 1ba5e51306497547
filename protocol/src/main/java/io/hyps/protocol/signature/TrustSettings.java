package io.hyps.protocol.signature;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whose plans are believed, as {@code hyps.plans.*}, the same for every part. */
public interface TrustSettings {
    /** Files with public keys; any of them may have signed. All plans are believed if absent. */
    Optional<List<Path>> trustedKeys();

    /** @throws IllegalArgumentException if a file cannot be used, in one line */
    static TrustedKeys read(TrustSettings settings) {
        return settings.trustedKeys().map(TrustedKeys::open).orElse(TrustedKeys.NONE);
    }
}
