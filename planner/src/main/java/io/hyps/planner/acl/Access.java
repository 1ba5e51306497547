package io.hyps.planner.acl;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a rule is about, by the plugin's names. */
public enum Access {
    /** To publish. */
    SEND("publishClientSend"),
    /** To be given what others publish. */
    RECEIVE("publishClientReceive"),
    /** To subscribe to this very filter. */
    SUBSCRIBE("subscribeLiteral"),
    /** To subscribe to any filter that this pattern covers. */
    SUBSCRIBE_WITHIN("subscribePattern"),
    UNSUBSCRIBE("unsubscribeLiteral"),
    UNSUBSCRIBE_WITHIN("unsubscribePattern");

    private final String text;

    Access(String text) {
        this.text = text;
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
