package io.hyps.stack.sensor;

import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.FrameId;

/**
 * One image on its way.
 *
 * @param id by which the gateway knows it again
 * @param name for people, such as the file's
 */
public record Shot(String id, String name, String contentType, Payload image) {
    /** The same image may be shot often, each time under a new id. */
    public static Shot of(ImageFile file) {
        return new Shot(FrameId.create().toString(), file.name(), file.contentType(), file.content());
    }
}
