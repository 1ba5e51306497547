package io.hyps.protocol.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Which of its partitions' weights a device holds at once. */
public enum Residency {
    /** All of them. */
    @JsonProperty("resident")
    RESIDENT,
    /** One partition's at a time: it runs them one after another, loading and dropping weights. */
    @JsonProperty("turns")
    TURNS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
