package io.hyps.gateway.access;

/** What has come of looking at a token. The reasons are for clients: they hold nothing of the token. */
public sealed interface TokenCheck {
    record Accepted(Account account) implements TokenCheck {}

    record Refused(String reason) implements TokenCheck {}

    /** The issuer cannot be asked for its keys. */
    record Undecided(String reason) implements TokenCheck {}
}
