package io.hyps.planner.acl;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Something that is allowed; all else is not. */
public record Rule(@JsonProperty("acltype") Access access, String topic) {
    public int priority() {
        return 0;
    }

    public boolean allow() {
        return true;
    }
}
