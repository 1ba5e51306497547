package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The manifests of ops/kubernetes read as the types that Kubernetes and Strimzi know: every field is one of theirs, and has
 * a value of its kind. A cluster is not asked.
 */
final class KubernetesFilesTest {
    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.of(
            "v1 Namespace", Namespace.class,
            "v1 ConfigMap", ConfigMap.class,
            "v1 Service", Service.class,
            "apps/v1 StatefulSet", StatefulSet.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "kafka.strimzi.io/v1beta2 Kafka", Kafka.class,
            "kafka.strimzi.io/v1beta2 KafkaNodePool", KafkaNodePool.class,
            "kafka.strimzi.io/v1beta2 KafkaTopic", KafkaTopic.class);

    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new KnownFieldsOnly());

    @ParameterizedTest
    @MethodSource("io.hyps.it.OperationsFilesTest#objects")
    void everyObjectIsOfAKnownKindAndHasNoFieldButItsOwn(JsonNode object) throws IOException {
        assertThat(TYPES).containsKey(kind(object));
        HasMetadata read = read(object);

        assertThat(read.getMetadata().getName())
                .isEqualTo(object.at("/metadata/name").asText());
        assertThat(read.getKind()).isEqualTo(object.path("kind").asText());
        assertThat(read.getApiVersion()).isEqualTo(object.path("apiVersion").asText());
    }

    @Test
    void findsAFieldThatIsMisspeltAndAValueOfAnotherKind() throws IOException {
        ObjectNode misspelt = statefulSet();
        ((ObjectNode) misspelt.at("/spec/template/spec/containers/0")).put("imagePullPolice", "Always");
        ObjectNode ofAnotherKind = statefulSet();
        ((ObjectNode) ofAnotherKind.path("spec")).put("replicas", "four");

        assertThatThrownBy(() -> read(misspelt))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("imagePullPolice");
        assertThatThrownBy(() -> read(ofAnotherKind)).isInstanceOf(InvalidFormatException.class);
    }

    private static ObjectNode statefulSet() throws IOException {
        return OperationsFilesTest.statefulSets().findFirst().orElseThrow().deepCopy();
    }

    private static HasMetadata read(JsonNode object) throws IOException {
        return STRICT.treeToValue(object, TYPES.get(kind(object)));
    }

    private static String kind(JsonNode object) {
        return object.path("apiVersion").asText() + " " + object.path("kind").asText();
    }

    /** The types keep fields that they do not know, for clusters newer than they are. Here those are mistakes. */
    private static final class KnownFieldsOnly extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
