package io.hyps.gateway.access;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a token stands for.
 *
 * @param name for limits, never a secret
 * @param until when the token is no longer taken; nothing: that does not come
 */
public record Account(String name, Set<Role> roles, Optional<Instant> until) {
    public Account {
        roles = Set.copyOf(roles);
    }

    /** One whose token does not expire. */
    Account(String name, Set<Role> roles) {
        this(name, roles, Optional.empty());
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }
}
