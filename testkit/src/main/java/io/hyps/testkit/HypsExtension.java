package io.hyps.testkit;

import io.hyps.protocol.Required;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts a test class' system at its first use and stops it after the last of its tests. For {@link HypsTest}, or registered
 * with what only the program knows:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final HypsExtension HYPS = HypsExtension.of(() -> HypsSystem.builder().runners(2, "256MiB").mqtt(url()));
 *
 * @Test
 * void answersAsRecorded(HypsSystem hyps) { … }
 * }</pre>
 */
public final class HypsExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(HypsExtension.class);

    private final Function<Class<?>, HypsSystem.Builder> wanted;

    /** For JUnit, which makes it of the annotation. */
    HypsExtension() {
        this(HypsExtension::ofAnnotation);
    }

    private HypsExtension(Function<Class<?>, HypsSystem.Builder> wanted) {
        this.wanted = wanted;
    }

    /**
     * For a field with {@code @RegisterExtension}, of a class without {@link HypsTest}.
     *
     * @param system is asked at the first use, once for each class
     */
    public static HypsExtension of(Supplier<HypsSystem.Builder> system) {
        return new HypsExtension(test -> system.get());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == HypsSystem.class;
    }

    @Override
    public HypsSystem resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        ExtensionContext ofClass =
                context.getTestMethod().isPresent() ? context.getParent().orElse(context) : context;
        Stored stored = ofClass.getStore(NAMESPACE)
                .getOrComputeIfAbsent(test, key -> new Stored(wanted.apply(test).start()), Stored.class);
        return Required.field("system", stored).system();
    }

    private static HypsSystem.Builder ofAnnotation(Class<?> test) {
        HypsTest annotation = AnnotationSupport.findAnnotation(test, HypsTest.class)
                .orElseThrow(() -> new IllegalStateException(test.getName() + " is not annotated with @HypsTest"));
        HypsSystem.Builder builder = HypsSystem.builder().runners(annotation.runners(), annotation.memory());
        builder = annotation.mqtt().isEmpty() ? builder : builder.mqtt(annotation.mqtt());
        builder = annotation.mqttUser().isEmpty()
                ? builder
                : builder.mqttUser(annotation.mqttUser(), Path.of(annotation.mqttPasswordFile()));
        return annotation.kafka().isEmpty() ? builder : builder.kafka(annotation.kafka());
    }

    private record Stored(HypsSystem system) implements ExtensionContext.Store.CloseableResource {
        @Override
        public void close() {
            system.close();
        }
    }
}
