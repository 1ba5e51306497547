package io.hyps.gateway.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an account may do. */
public enum Role {
    /** Send images and tensors, and get their results. */
    INFER,
    /** Read all results, and the metrics. */
    READ;

    private static final String SCOPE_PREFIX = "hyps:";

    /** As a file of tokens names it. */
    static Optional<Role> find(String name) {
        return Stream.of(values()).filter(role -> role.toString().equals(name)).findFirst();
    }

    /** As an issuer's claim names it: other services have roles in the same claim. */
    static Optional<Role> findByScope(String scope) {
        return Stream.of(values()).filter(role -> role.scope().equals(scope)).findFirst();
    }

    /** Such as {@code hyps:infer}. */
    public String scope() {
        return SCOPE_PREFIX + this;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
