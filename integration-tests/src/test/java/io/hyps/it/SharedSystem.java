package io.hyps.it;

import io.hyps.protocol.Required;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link RunningSystem} of the run, which is stopped after the last of them. */
final class SharedSystem implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(RunningSystem.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }

    static RunningSystem of(ExtensionContext context) {
        return Required.field(
                "system",
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.create(SharedSystem.class))
                        .getOrComputeIfAbsent(RunningSystem.class, type -> RunningSystem.start(), RunningSystem.class));
    }
}
