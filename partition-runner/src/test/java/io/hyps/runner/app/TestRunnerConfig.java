package io.hyps.runner.app;

import io.hyps.runner.TinyPlan;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Settings of a runner that tests start in their own JVM. */
final class TestRunnerConfig {
    private TestRunnerConfig() {}

    /**
     * Reads them.
     *
     * @param home where it keeps its files
     * @param more settings beside those of every test
     */
    static RunnerConfig of(Path home, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "user.home", home.toString(),
                "hyps.runner.device", TinyPlan.DEVICE,
                "hyps.runner.memory", "1000GiB",
                "hyps.runner.batch-time", "PT0.05S",
                "hyps.runner.retry-after", "PT1S",
                "hyps.runner.session-expiry", "PT60S",
                "hyps.runner.drain-timeout", "PT10S"));
        values.putAll(more);
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(RunnerConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(RunnerConfig.class);
    }
}
