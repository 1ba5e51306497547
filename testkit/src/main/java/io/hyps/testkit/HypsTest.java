package io.hyps.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a system with an embedded MQTT and Kafka broker, or on given ones, as a parameter of type
 * {@link HypsSystem}. One system serves all tests of the class.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(HypsExtension.class)
public @interface HypsTest {
    /** How many runners, {@code edge-1} and so on. */
    int runners() default 3;

    /** What each runner's process may use. */
    String memory() default "256MiB";

    /** An MQTT broker that is there, such as {@code tcp://localhost:1883}; one is started if it is empty. */
    String mqtt() default "";

    /** Who the parts are at that broker, if it asks; needs {@link #mqttPasswordFile}. */
    String mqttUser() default "";

    /** A file with that user's password, and nothing else but the end of its line. */
    String mqttPasswordFile() default "";

    /** A Kafka that is there, such as {@code localhost:9092}. */
    String kafka() default "";
}
