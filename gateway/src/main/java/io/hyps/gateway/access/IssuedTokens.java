package io.hyps.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.hyps.protocol.ForeignText;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON Web Tokens of one issuer (RFC 7519, RFC 9068, with the advice of RFC 8725): signed with one of its public keys, by its
 * name, for our audience, not expired. Its keys are kept for a while, asked for again when a token names one that is not among
 * them, at most twice in 30 s, and used on for hours while the issuer is away. Safe for use from many threads.
 */
public final class IssuedTokens implements SignedTokens {
    private static final Logger LOG = LoggerFactory.getLogger(IssuedTokens.class);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    /** That the issuer's and ours may. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private static final long KEPT_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final long OTHERS_WAIT_MILLIS = Duration.ofSeconds(5).toMillis();
    private static final long USED_ON_MILLIS = Duration.ofHours(4).toMillis();

    private final IssuerSettings settings;
    private final IssuerKeys retrieved;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private IssuedTokens(IssuerSettings settings, IssuerKeys retrieved, JWKSource<SecurityContext> keys) {
        this.settings = settings;
        this.retrieved = retrieved;
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                settings.audience(),
                new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build(),
                Set.of("sub", "exp"));
        claims.setMaxClockSkew((int) CLOCKS_DIFFER.toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    /** Asks nobody yet. */
    public static IssuedTokens of(IssuerSettings settings) {
        IssuerKeys retrieved = new IssuerKeys(
                settings,
                reason ->
                        LOG.warn("issuer cannot be asked for its keys issuer={} reason={}", settings.issuer(), reason));
        try {
            JWKSource<SecurityContext> keys = JWKSourceBuilder.<SecurityContext>create(
                            settings.firstAsked().toURL(), retrieved)
                    .cache(KEPT_MILLIS, OTHERS_WAIT_MILLIS)
                    .refreshAheadCache(false)
                    .rateLimited(true)
                    .outageTolerant(USED_ON_MILLIS)
                    .build();
            return new IssuedTokens(settings, retrieved, keys);
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("hyps.gateway.rest.oidc: " + e.getMessage(), e);
        }
    }

    /** Blocks for seconds if the issuer has to be asked. */
    @Override
    public TokenCheck check(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            return new TokenCheck.Accepted(new Account(
                    "sub " + claims.getSubject(),
                    roles(claims),
                    Optional.of(claims.getExpirationTime().toInstant().plus(CLOCKS_DIFFER))));
        } catch (BadJWTException e) {
            return new TokenCheck.Refused("the token is not for us, not of our issuer, or not valid now: "
                    + ForeignText.printable(String.valueOf(e.getMessage())));
        } catch (ParseException | BadJOSEException e) {
            return new TokenCheck.Refused("the token is none of ours, and none that our issuer has signed");
        } catch (RateLimitReachedException e) {
            return retrieved.failed()
                    ? away()
                    : new TokenCheck.Refused("the token names a key that our issuer has not");
        } catch (JOSEException e) {
            LOG.debug("keys not there reason={}", e.getMessage());
            return away();
        }
    }

    private static TokenCheck away() {
        return new TokenCheck.Undecided("the issuer of tokens cannot be asked for its keys now; come again");
    }

    private Set<Role> roles(JWTClaimsSet claims) {
        return words(at(claims.getClaims(), settings.rolesPath()))
                .map(Role::findByScope)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static @Nullable Object at(Map<?, ?> claims, List<String> path) {
        Object value = claims.get(path.get(0));
        if (path.size() == 1) {
            return value;
        }
        return value instanceof Map<?, ?> deeper ? at(deeper, path.subList(1, path.size())) : null;
    }

    /** A list of texts, or one with spaces between its words (RFC 8693, 4.2). */
    private static Stream<String> words(@Nullable Object claim) {
        if (claim instanceof Collection<?> list) {
            return list.stream().map(String::valueOf);
        }
        return claim instanceof String text ? Arrays.stream(text.split(" ")) : Stream.empty();
    }
}
