package io.hyps.gateway.access;

import java.util.Optional;
import java.util.regex.Pattern;

/** All tokens that open the gateway's HTTP, if any is needed. Safe for use from many threads. */
public final class AccessControl {
    /** Everybody may do everything. */
    public static final AccessControl OPEN = new AccessControl(StaticTokens.NONE, Optional.empty());

    private static final Pattern SIGNED = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final StaticTokens given;
    private final Optional<? extends SignedTokens> issued;

    public AccessControl(StaticTokens given, Optional<? extends SignedTokens> issued) {
        this.given = given;
        this.issued = issued;
    }

    /** Whether nobody needs a token. */
    public boolean isOpen() {
        return given.isEmpty() && issued.isEmpty();
    }

    /** Whether {@link #check} would block on this one. */
    public boolean needsTime(String token) {
        return issued.isPresent() && SIGNED.matcher(token).matches();
    }

    /** Looks at a token. */
    public TokenCheck check(String token) {
        Optional<Account> account = given.find(token);
        if (account.isPresent()) {
            return new TokenCheck.Accepted(account.get());
        }
        return needsTime(token)
                ? issued.orElseThrow().check(token)
                : new TokenCheck.Refused("the token is none of ours");
    }
}
