package io.hyps.gateway.access;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whose tokens are taken.
 *
 * @param issuer as the tokens' claim {@code iss} has it, character by character
 * @param audience which the tokens must be for
 * @param rolesClaim where the roles stand; steps into an object have slashes between them
 * @param keys the issuer's JWK set; what its OpenID configuration names if absent
 */
public record IssuerSettings(URI issuer, String audience, String rolesClaim, Optional<URI> keys) {
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public IssuerSettings {
        requireTrustworthy("issuer", issuer);
        keys.filter(uri -> !"file".equals(uri.getScheme())).ifPresent(uri -> requireTrustworthy("keys", uri));
        if (audience.isBlank() || rolesClaim.isBlank()) {
            throw new IllegalArgumentException("hyps.gateway.rest.oidc.audience or .roles-claim is empty");
        }
        if (Stream.of(rolesClaim.split("/", -1)).anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("hyps.gateway.rest.oidc.roles-claim is '" + rolesClaim
                    + "': use a claim's name, or names with one slash between them, such as realm_access/roles");
        }
    }

    /** Keys that came over a network in the clear would let anybody on it make tokens. */
    static void requireTrustworthy(String key, URI uri) {
        boolean isHttps = "https".equals(uri.getScheme());
        boolean isOnThisMachine = "http".equals(uri.getScheme()) && LOOPBACK.contains(String.valueOf(uri.getHost()));
        if (uri.getHost() == null || !(isHttps || isOnThisMachine)) {
            throw new IllegalArgumentException("hyps.gateway.rest.oidc." + key + " is '" + uri
                    + "': use https://…, or http:// on this machine" + (key.equals("keys") ? ", or file:///…" : ""));
        }
    }

    /** What is asked first: the keys, or where they are. */
    URI firstAsked() {
        return keys.orElseGet(() -> URI.create(issuer.toString().replaceAll("/$", "") + DISCOVERY));
    }

    List<String> rolesPath() {
        return List.of(rolesClaim.split("/"));
    }
}
