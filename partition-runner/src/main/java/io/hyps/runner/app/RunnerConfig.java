package io.hyps.runner.app;

import io.hyps.protocol.ByteSize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What can be set; docs/runner.md has the table. */
@ConfigMapping(prefix = "hyps")
public interface RunnerConfig {
    Mqtt mqtt();

    Runner runner();

    /** The broker. */
    interface Mqtt {
        @WithDefault("tcp://localhost:1883")
        URI url();

        Optional<String> user();

        Optional<String> password();
    }

    /** This device. */
    interface Runner {
        /** Its name in topics; the host's name if absent. */
        Optional<String> device();

        /** The most that the process may use; what the kernel allows if absent. */
        Optional<ByteSize> memory();

        /** Where slices are kept, and ONNX Runtime's libraries. */
        @WithDefault("${user.home}/.cache/hyps/slices")
        Path cacheDir();

        /** Threads that compute one operator. */
        @WithDefault("1")
        int threads();

        /** Deliveries that the broker sends without an acknowledgement. */
        @WithDefault("64")
        int receiveMaximum();

        /** Tensors that wait for the rest of their join may take no more than this. */
        @WithDefault("32MiB")
        ByteSize joinMemory();

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
