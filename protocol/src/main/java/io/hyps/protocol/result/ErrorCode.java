package io.hyps.protocol.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a frame has no answer. */
public enum ErrorCode {
    /** The topic's sensor or model cannot be one. */
    BAD_TOPIC,
    EMPTY_IMAGE,
    /** More bytes or pixels than the gateway takes. */
    IMAGE_TOO_LARGE,
    /** Of no format that the gateway takes, or damaged. */
    UNDECODABLE_IMAGE,
    /** The record's input tensors cannot be read. */
    UNDECODABLE_TENSORS,
    /** No plan of the model is active. */
    UNKNOWN_MODEL,
    /** The model was published without a manifest, so takes no images. */
    NO_MANIFEST,
    /** The image's size, or the tensor made of it, is not what the model takes. */
    WRONG_SHAPE,
    /** A runner reported that it cannot compute this frame. */
    PARTITION_FAILED,
    /** No attempt was answered in time. */
    DEADLINE_EXCEEDED,
    /** The MQTT message's properties cannot be used. */
    BAD_PROPERTIES,
    /** An earlier frame of the same sensor and supplied id has the answer. */
    DUPLICATE,
    /** A fault of the gateway itself. */
    INTERNAL;

    @JsonCreator
    public static ErrorCode parse(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
