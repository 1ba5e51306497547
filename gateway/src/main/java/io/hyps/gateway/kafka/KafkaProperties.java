package io.hyps.gateway.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * More of what Kafka's clients can be told, from a file such as Kafka's own tools take with {@code --command-config}: TLS,
 * SASL. What the gateway sets itself stays as it is.
 */
public final class KafkaProperties {
    public static final KafkaProperties NONE = new KafkaProperties(Map.of());

    private final Map<String, String> properties;

    private KafkaProperties(Map<String, String> properties) {
        this.properties = new TreeMap<>(properties);
    }

    /** @throws IllegalArgumentException if the file cannot be used, in one line that shows nothing of it */
    public static KafkaProperties open(Path file) {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        } catch (NoSuchFileException e) {
            throw refused(file, "is not there", e);
        } catch (IOException e) {
            throw refused(file, "cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw refused(file, "is not a properties file", e);
        }
        Map<String, String> properties = new HashMap<>();
        read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        return new KafkaProperties(properties);
    }

    private static IllegalArgumentException refused(Path file, String why, Exception cause) {
        return new IllegalArgumentException("hyps.gateway.kafka-properties-file: " + file + " " + why, cause);
    }

    /** A new configuration that begins with them. */
    Map<String, Object> configuration() {
        return new HashMap<>(properties);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KafkaProperties that && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return properties.hashCode();
    }

    /** The names only: values may be secret. */
    @Override
    public String toString() {
        return new TreeSet<>(properties.keySet()).toString();
    }
}
