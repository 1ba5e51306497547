package io.hyps.protocol.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.Required;
import io.hyps.protocol.frame.FrameId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a frame: the value of a record of hyps.results and of the message to the sensor.
 *
 * @param frame absent if the image was refused before it was a frame
 * @param id the id that the sensor supplied, or else the frame's
 * @param epoch the plan that answered
 * @param attempt the try that was answered, from 1
 * @param predictions best first; absent for errors
 * @param outputs the raw tensors, if the manifest asks for them
 * @param error absent for answers
 */
public record InferenceResult(
        Status status,
        @Nullable FrameId frame,
        String id,
        String sensor,
        String model,
        @Nullable Epoch epoch,
        @Nullable Integer attempt,
        String receivedAt,
        String completedAt,
        @Nullable List<Prediction> predictions,
        @Nullable List<OutputTensor> outputs,
        @Nullable Timings timings,
        @Nullable FrameError error) {
    public InferenceResult {
        Required.field("status", status);
        Required.text("id", id);
        Required.text("sensor", sensor);
        Required.text("model", model);
        Required.text("receivedAt", receivedAt);
        Required.text("completedAt", completedAt);
        predictions = predictions == null ? null : List.copyOf(predictions);
        outputs = outputs == null ? null : List.copyOf(outputs);
        if (status == Status.ERROR) {
            Required.field("error", error);
        } else {
            Required.field("frame", frame);
        }
    }

    /** Whether there is an answer. */
    public enum Status {
        @JsonProperty("ok")
        OK,
        @JsonProperty("error")
        ERROR
    }

    /** A class and its score, by the manifest's labels and activation. */
    public record Prediction(String label, int index, double score) {}

    /**
     * An output of the model.
     *
     * @param data its elements in row-major order; empty if they stand in {@code base64}
     * @param base64 the elements as bytes, row-major and little-endian, as a frame gets them that came as tensors
     */
    public record OutputTensor(
            String name,
            String type,
            List<Long> shape,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Double> data,
            @Nullable String base64) {
        public OutputTensor {
            shape = List.copyOf(shape);
            data = data == null ? List.of() : List.copyOf(data);
        }

        public OutputTensor(String name, String type, List<Long> shape, List<Double> data) {
            this(name, type, shape, data, null);
        }
    }

    /**
     * Where the time went, in milliseconds.
     *
     * @param totalMs from receipt at the gateway to the result
     * @param ingestMs from receipt to Kafka's acknowledgement
     * @param queueMs from then until the dispatcher took the frame
     * @param preprocessMs decoding and normalising the image
     * @param pipelineMs from the input tensor's publish to the output's arrival, of the attempt that was answered
     * @param stages of each partition, within {@code pipelineMs}
     */
    public record Timings(
            double totalMs,
            double ingestMs,
            double queueMs,
            double preprocessMs,
            double pipelineMs,
            List<Stage> stages) {
        public Timings {
            stages = stages == null ? List.of() : List.copyOf(stages);
        }
    }

    /** One partition's share of {@link Timings}. */
    public record Stage(String partition, String device, double waitMs, double computeMs) {}

    /**
     * Why there is no answer.
     *
     * @param message one line: what, where, how to mend it
     */
    public record FrameError(ErrorCode code, String message) {
        public FrameError {
            Required.field("code", code);
            Required.text("message", message);
        }
    }
}
