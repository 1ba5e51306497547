package io.hyps.gateway.access;

/** Looks at signed tokens, which may take a while. Safe for use from many threads. */
public interface SignedTokens {
    TokenCheck check(String token);
}
