package io.hyps.runner.app;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.mqtt.BrokerSettings;
import io.hyps.protocol.signature.TrustSettings;
import io.hyps.runner.session.SliceForms;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What can be set; docs/runner.md has the table. */
@ConfigMapping(prefix = "hyps")
public interface RunnerConfig {
    BrokerSettings mqtt();

    /** Whose plans are believed. */
    TrustSettings plans();

    Runner runner();

    /** This device. */
    interface Runner {
        /** Its name in topics; the host's name if absent. */
        Optional<String> device();

        /** The most that the process may use; what the kernel allows if absent. */
        Optional<ByteSize> memory();

        /** Where slices are kept, and ONNX Runtime's libraries. */
        @WithDefault("${user.home}/.cache/hyps/slices")
        Path cacheDir();

        /** What the cache may take on the disk; half of what it has and what is free if absent. */
        Optional<ByteSize> cacheSize();

        /** Whether optimised copies of slices are made. */
        @WithDefault("auto")
        SliceForms.Choice mode();

        /** Threads that compute one operator. */
        @WithDefault("1")
        int threads();

        /** How long frames that are computed at once, where the plan allows it, may take together; 0 for one at a time. */
        @WithDefault("50ms")
        Duration batchTime();

        /** Deliveries that the broker sends without an acknowledgement. */
        @WithDefault("64")
        int receiveMaximum();

        /** What tensors that wait may take; a sixteenth of the memory if absent, but 4 MiB to 32 MiB. */
        Optional<ByteSize> tensorMemory();

        /** How long the broker keeps the session after a break. */
        @WithDefault("60s")
        Duration sessionExpiry();

        /** After which a plan refused for a passing reason is tried again. */
        @WithDefault("30s")
        Duration retryAfter();

        /** How long what has been begun may take at the end. */
        @WithDefault("10s")
        Duration drainTimeout();
    }
}
