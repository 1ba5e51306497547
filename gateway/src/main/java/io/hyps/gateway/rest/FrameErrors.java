package io.hyps.gateway.rest;

import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.FrameError;

/** Reads results, and tells what status the errors among them have in HTTP. */
final class FrameErrors {
    private FrameErrors() {}

    /** @throws RefusedException if the frame has no answer, saying why */
    static InferenceResult requireAnswer(ResultRecord record) throws RefusedException {
        InferenceResult result;
        try {
            result = Json.decode("result", record.json().array(), InferenceResult.class);
        } catch (MalformedMessageException e) {
            throw new RefusedException(500, "the frame's record in hyps.results is none of this gateway's version", e);
        }
        FrameError error = result.error();
        if (error != null) {
            throw new RefusedException(status(error.code()), error.message())
                    .saying("code", error.code().toString())
                    .saying("frame", record.frame().id().toString());
        }
        return result;
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case BAD_TOPIC, BAD_PROPERTIES, EMPTY_IMAGE, UNDECODABLE_TENSORS -> 400;
            case UNKNOWN_MODEL -> 404;
            case DUPLICATE -> 409;
            case IMAGE_TOO_LARGE -> 413;
            case UNDECODABLE_IMAGE, WRONG_SHAPE, NO_MANIFEST -> 422;
            case PARTITION_FAILED -> 502;
            case DEADLINE_EXCEEDED -> 504;
            case INTERNAL -> 500;
        };
    }
}
