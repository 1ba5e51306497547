package io.hyps.gateway.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hyps.protocol.plan.ClassOutput;
import io.hyps.protocol.plan.ClassOutput.Activation;
import io.hyps.protocol.result.InferenceResult.Prediction;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
    private static final List<String> LABELS = List.of("a", "b", "c");

    @Test
    void namesTheBestClassesFirstByTheirProbability() throws UnusableAnswerException {
        Answer answer = Answer.of(meaning(Activation.SOFTMAX, 2, false), scores(1f, 3f, 2f));

        assertThat(answer.predictions()).extracting(Prediction::label).containsExactly("b", "c");
        assertThat(answer.predictions()).extracting(Prediction::index).containsExactly(1, 2);
        assertThat(answer.predictions().get(0).score()).isCloseTo(0.665241, within(1e-6));
        assertThat(answer.outputs()).isEmpty();
    }

    @Test
    void doesNotOverflowOnLargeLogits() throws UnusableAnswerException {
        Answer answer = Answer.of(meaning(Activation.SOFTMAX, 1, false), scores(3e38f, -3e38f, 0f));

        assertThat(answer.predictions().get(0).score()).isEqualTo(1.0);
    }

    @Test
    void leavesScoresAsTheyAreWithoutActivation() throws UnusableAnswerException {
        Answer answer = Answer.of(meaning(Activation.NONE, 3, true), scores(0.5f, 0.5f, 0.25f));

        assertThat(answer.predictions()).extracting(Prediction::label).containsExactly("a", "b", "c");
        assertThat(answer.predictions()).extracting(Prediction::score).containsExactly(0.5, 0.5, 0.25);
        assertThat(answer.outputs().orElseThrow().get(0).data()).containsExactly(0.5, 0.5, 0.25);
    }

    @Test
    void answersAnImageWithTheTensorsIfNobodySaysWhatTheyMean() throws UnusableAnswerException {
        Answer answer = Answer.ofImage(Optional.empty(), scores(0.5f, -1f));

        assertThat(answer.predictions()).isEmpty();
        assertThat(answer.outputs().orElseThrow()).singleElement().satisfies(output -> {
            assertThat(output.name()).isEqualTo("logits");
            assertThat(output.shape()).containsExactly(1L, 2L);
            assertThat(output.data()).containsExactly(0.5, -1.0);
        });
    }

    @Test
    void refusesAsManyScoresAsThereAreNoLabelsFor() {
        assertThatThrownBy(() -> Answer.of(meaning(Activation.NONE, 1, true), scores(1f, 2f)))
                .isInstanceOf(UnusableAnswerException.class)
                .hasMessageContaining("2 scores")
                .hasMessageContaining("3 labels");
    }

    @Test
    void refusesAModelWithoutTheManifestsOutput() {
        assertThatThrownBy(() -> Answer.of(meaning(Activation.NONE, 1, true), Map.of()))
                .isInstanceOf(UnusableAnswerException.class)
                .hasMessageContaining("'logits'");
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT16, 003c, 1",
        "FLOAT16, 00c0, -2",
        "FLOAT16, 0100, 5.960464477539063e-8",
        "FLOAT16, ff7b, 65504",
        "BFLOAT16, 803f, 1",
        "INT8, ff, -1",
        "UINT8, ff, 255",
        "BOOL, 01, 1",
        "INT16, feff, -2",
        "UINT16, feff, 65534",
        "INT32, ffffffff, -1",
        "UINT32, ffffffff, 4294967295",
        "INT64, ffffffffffffffff, -1",
        "UINT64, ffffffffffffffff, 1.8446744073709552e19",
        "FLOAT64, 000000000000f03f, 1",
    })
    void readsEveryElementType(ElementType type, String littleEndianHex, double value) {
        Tensor tensor =
                Tensor.of(type, Shape.of(1), ByteBuffer.wrap(HexFormat.of().parseHex(littleEndianHex)));

        assertThat(TensorValues.of(tensor)).containsExactly(value);
    }

    private static ClassOutput meaning(Activation activation, int topK, boolean raw) {
        return new ClassOutput("logits", activation, topK, raw, LABELS);
    }

    private static Map<String, Tensor> scores(float... values) {
        return Map.of("logits", Tensor.ofFloats(Shape.of(1, values.length), values));
    }
}
