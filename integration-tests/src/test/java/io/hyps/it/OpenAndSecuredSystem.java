package io.hyps.it;

import io.hyps.protocol.Required;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Has a class of tests run twice: on the {@link SharedSystem}, and on one where everything is asked who it is. On brokers that
 * are given it runs on those alone.
 */
final class OpenAndSecuredSystem implements ArgumentsProvider {
    /** The sensors of the tests: each has an account of its own. */
    private static final List<String> SENSORS = List.of(
            "it-100", "it-large", "it-headers", "it-twice", "it-reply", "it-trace", "it-console", "it-kill", "cam-1");

    private static final List<Boolean> KINDS =
            System.getProperty("hyps.it.mqtt", "").isEmpty() ? List.of(false, true) : List.of(false);

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return KINDS.stream().map(secured -> Arguments.of(secured ? secured(context) : SharedSystem.of(context)));
    }

    /** Stopped after the class. */
    private static RunningSystem secured(ExtensionContext context) {
        return Required.field(
                "system",
                context.getStore(ExtensionContext.Namespace.create(OpenAndSecuredSystem.class))
                        .getOrComputeIfAbsent(RunningSystem.class, type -> start(), RunningSystem.class));
    }

    private static RunningSystem start() {
        try {
            return RunningSystem.startSecured(SENSORS);
        } catch (Exception e) {
            throw new IllegalStateException("the secured system under test did not start: " + e.getMessage(), e);
        }
    }
}
