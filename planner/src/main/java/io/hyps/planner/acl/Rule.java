package io.hyps.planner.acl;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Something that is allowed; all else is not. */
public record Rule(@JsonProperty("acltype") Access access, String topic) {
    /** The plugin's default. */
    @JsonProperty
    public int priority() {
        return 0;
    }

    /** There are no rules that forbid. */
    @JsonProperty
    public boolean allow() {
        return true;
    }
}
