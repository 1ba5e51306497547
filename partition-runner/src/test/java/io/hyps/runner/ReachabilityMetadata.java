package io.hyps.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** HyPS' own files of GraalVM's reachability metadata, those on the class path. */
final class ReachabilityMetadata {
    private static final List<String> ARTIFACTS = List.of("hyps-paho", "hyps-partition-runner");
    private static final Map<String, Class<?>> PRIMITIVES =
            Map.of("boolean", boolean.class, "int", int.class, "long", long.class, "float", float.class);

    private ReachabilityMetadata() {}

    /** An entry for reflection. */
    record Registered(String type, JsonNode json) {
        boolean isForJni() {
            return json.path("jniAccessible").asBoolean();
        }

        /** Whether all that Jackson or picocli could ask for is kept. */
        boolean isWhole() {
            return Stream.of("allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields")
                    .allMatch(key -> json.path(key).asBoolean());
        }

        /**
         * The descriptors of the constructors named, as in class files.
         *
         * @throws ReflectiveOperationException if the class has no such constructor, or is not there
         */
        Set<String> descriptors() throws ReflectiveOperationException {
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
    static Map<String, Registered> registered() throws Exception {
        Map<String, Registered> found = new LinkedHashMap<>();
        for (JsonNode document : documents()) {
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
    static Stream<String> resources(String kind) throws Exception {
        return documents().stream()
                .flatMap(document -> Stream.of(document.path("resources")).flatMap(ReachabilityMetadata::elements))
                .filter(resource -> resource.has(kind))
                .map(resource -> resource.get(kind).asText());
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements.stream();
    }

    private static List<JsonNode> documents() throws Exception {
        List<JsonNode> documents = new ArrayList<>();
        for (String artifact : ARTIFACTS) {
            String path = "META-INF/native-image/io.hyps/" + artifact + "/reachability-metadata.json";
            URL url = ReachabilityMetadata.class.getClassLoader().getResource(path);
            if (url == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            documents.add(new ObjectMapper().readTree(url));
        }
        return documents;
    }

    private static Class<?> typeOf(String name) throws ClassNotFoundException {
        if (name.endsWith("[]")) {
            return typeOf(name.substring(0, name.length() - 2)).arrayType();
        }
        Class<?> primitive = PRIMITIVES.get(name);
        return primitive != null ? primitive : Class.forName(name, false, ReachabilityMetadata.class.getClassLoader());
    }
}
