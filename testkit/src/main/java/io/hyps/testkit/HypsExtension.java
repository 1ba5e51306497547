package io.hyps.testkit;

import io.hyps.protocol.Required;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts a class' system at its first use and stops it after the last of its tests. */
final class HypsExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(HypsExtension.class);

    /** For JUnit. */
    HypsExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == HypsSystem.class;
    }

    @Override
    public HypsSystem resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        ExtensionContext ofClass =
                context.getTestMethod().isPresent() ? context.getParent().orElse(context) : context;
        Stored stored =
                ofClass.getStore(NAMESPACE).getOrComputeIfAbsent(test, key -> new Stored(start(test)), Stored.class);
        return Required.field("system", stored).system();
    }

    private static HypsSystem start(Class<?> test) {
        Optional<HypsTest> annotation = AnnotationSupport.findAnnotation(test, HypsTest.class);
        HypsTest wanted = annotation.orElseThrow(
                () -> new IllegalStateException(test.getName() + " is not annotated with @HypsTest"));
        HypsSystem.Builder builder = HypsSystem.builder().runners(wanted.runners(), wanted.memory());
        builder = wanted.mqtt().isEmpty() ? builder : builder.mqtt(wanted.mqtt());
        return (wanted.kafka().isEmpty() ? builder : builder.kafka(wanted.kafka())).start();
    }

    private record Stored(HypsSystem system) implements ExtensionContext.Store.CloseableResource {
        @Override
        public void close() {
            system.close();
        }
    }
}
