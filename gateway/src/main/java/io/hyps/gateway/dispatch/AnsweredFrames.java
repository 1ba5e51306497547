package io.hyps.gateway.dispatch;

import io.hyps.protocol.frame.FrameId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The frames answered last, so that their records are not answered twice by this process. */
final class AnsweredFrames {
    private final Set<FrameId> ids;

    AnsweredFrames(int most) {
        ids = Collections.newSetFromMap(new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<FrameId, Boolean> eldest) {
                return size() > most;
            }
        });
    }

    boolean contains(FrameId id) {
        return ids.contains(id);
    }

    void add(FrameId id) {
        ids.add(id);
    }
}
