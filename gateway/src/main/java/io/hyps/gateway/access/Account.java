package io.hyps.gateway.access;

import java.util.Set;

/**
 * Whom a token stands for.
 *
 * @param name for limits, never a secret
 */
public record Account(String name, Set<Role> roles) {
    public Account {
        roles = Set.copyOf(roles);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }
}
