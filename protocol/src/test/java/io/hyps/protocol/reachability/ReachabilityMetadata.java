package io.hyps.protocol.reachability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** HyPS' own files of GraalVM's reachability metadata: of an application and the modules that it is built on. */
public final class ReachabilityMetadata {
    private static final List<String> BELOW = List.of("hyps-paho", "hyps-protocol");
    private static final Map<String, Class<?>> PRIMITIVES =
            Map.of("boolean", boolean.class, "int", int.class, "long", long.class, "float", float.class);

    private final List<JsonNode> documents;

    private ReachabilityMetadata(List<JsonNode> documents) {
        this.documents = documents;
    }

    /** Reads what is on the class path. */
    public static ReachabilityMetadata of(String application) {
        return new ReachabilityMetadata(Stream.concat(BELOW.stream(), Stream.of(application))
                .map(ReachabilityMetadata::document)
                .toList());
    }

    private static JsonNode document(String artifact) {
        String path = "META-INF/native-image/io.hyps/" + artifact + "/reachability-metadata.json";
        URL url = ReachabilityMetadata.class.getClassLoader().getResource(path);
        if (url == null) {
            throw new IllegalStateException(path + " is not on the class path");
        }
        try {
            return new ObjectMapper().readTree(url);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** An entry for reflection. */
    public record Registered(String type, JsonNode json) {
        public boolean isForJni() {
            return json.path("jniAccessible").asBoolean();
        }

        /** Whether all that Jackson or picocli could ask for is kept. */
        public boolean isWhole() {
            return Stream.of("allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields")
                    .allMatch(key -> json.path(key).asBoolean());
        }

        /**
         * The descriptors of the constructors named, as in class files.
         *
         * @throws ReflectiveOperationException if the class has no such constructor, or is not there
         */
        public Set<String> descriptors() throws ReflectiveOperationException {
            Class<?> owner = typeOf(type);
            Set<String> found = new TreeSet<>();
            for (JsonNode method : json.path("methods")) {
                if (!method.get("name").asText().equals("<init>")) {
                    throw new NoSuchMethodException("only constructors are looked for, not " + method);
                }
                List<Class<?>> parameters = new ArrayList<>();
                for (JsonNode parameter : method.get("parameterTypes")) {
                    parameters.add(typeOf(parameter.asText()));
                }
                var unused = owner.getDeclaredConstructor(parameters.toArray(Class<?>[]::new));
                found.add(MethodType.methodType(void.class, parameters).toMethodDescriptorString());
            }
            return found;
        }

        @Override
        public String toString() {
            return type;
        }
    }

    /** All entries for reflection, by class. */
    public Map<String, Registered> registered() {
        Map<String, Registered> found = new LinkedHashMap<>();
        for (JsonNode document : documents) {
            for (JsonNode entry : document.path("reflection")) {
                String type = entry.get("type").asText();
                if (found.put(type, new Registered(type, entry)) != null) {
                    throw new IllegalStateException(type + " is there twice");
                }
            }
        }
        return found;
    }

    /** The resources of a kind: {@code glob} or {@code bundle}. */
    Stream<String> resources(String kind) {
        return documents.stream()
                .flatMap(document -> Stream.of(document.path("resources")).flatMap(ReachabilityMetadata::elements))
                .filter(resource -> resource.has(kind))
                .map(resource -> resource.get(kind).asText());
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements.stream();
    }

    private static Class<?> typeOf(String name) throws ClassNotFoundException {
        if (name.endsWith("[]")) {
            return typeOf(name.substring(0, name.length() - 2)).arrayType();
        }
        Class<?> primitive = PRIMITIVES.get(name);
        return primitive != null ? primitive : Class.forName(name, false, ReachabilityMetadata.class.getClassLoader());
    }
}
