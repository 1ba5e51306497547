package io.hyps.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IssuedTokensTest {
    private final TestIssuer issuer;
    private final IssuedTokens tokens;

    IssuedTokensTest() throws Exception {
        issuer = new TestIssuer();
        tokens = tokens("scope");
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void areTakenFromOurIssuer() throws Exception {
        Instant expiry = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(100);
        String token = TestIssuer.signed(issuer.key, issuer.claims().expirationTime(Date.from(expiry)));

        assertThat(tokens.check(token))
                .isEqualTo(new TokenCheck.Accepted(
                        new Account("sub cam-1", Set.of(Role.INFER), Optional.of(expiry.plusSeconds(60)))));
        assertThat(tokens.check(issuer.token())).isInstanceOf(TokenCheck.Accepted.class);
        assertThat(issuer.asked).hasValue(2);
    }

    @Test
    void areRefusedIfAnythingIsNotAsItShouldBe() throws Exception {
        Date before = Date.from(Instant.now().minusSeconds(3600));
        Date later = Date.from(Instant.now().plusSeconds(3600));
        assertRefused(TestIssuer.signed(issuer.key, issuer.claims().expirationTime(before)));
        assertRefused(TestIssuer.signed(issuer.key, issuer.claims().expirationTime(null)));
        assertRefused(TestIssuer.signed(issuer.key, issuer.claims().notBeforeTime(later)));
        assertRefused(TestIssuer.signed(issuer.key, issuer.claims().audience("others")));
        assertRefused(TestIssuer.signed(issuer.key, issuer.claims().audience((String) null)));
        assertRefused(TestIssuer.signed(issuer.key, issuer.claims().issuer("https://elsewhere.example")));
        assertRefused(TestIssuer.signed(issuer.key, issuer.claims().subject(null)));
        assertRefused(TestIssuer.signed(TestIssuer.key("k1"), issuer.claims()));
        assertRefused(issuer.token() + "x");
        assertRefused("a.b.c");
    }

    @Test
    void areRefusedWithoutASignatureOfAPublicKey() throws Exception {
        SignedJWT byPublicKey = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(),
                issuer.claims().build());
        byPublicKey.sign(new MACSigner(issuer.key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));

        assertRefused(byPublicKey.serialize());
        assertRefused(new PlainJWT(issuer.claims().build()).serialize());
    }

    @Test
    void doNotMakeUsAskTheIssuerForEachUnknownKey() throws Exception {
        assertThat(tokens.check(issuer.token())).isInstanceOf(TokenCheck.Accepted.class);

        RSAKey other = TestIssuer.key("other");
        for (int i = 0; i < 10; i++) {
            RSAKey renamed = new RSAKey.Builder(other).keyID("other-" + i).build();
            assertRefused(TestIssuer.signed(renamed, issuer.claims()));
        }

        assertThat(issuer.asked.get()).isLessThanOrEqualTo(6);
        assertThat(tokens.check(issuer.token())).isInstanceOf(TokenCheck.Accepted.class);
    }

    @Test
    void areUndecidedWhileTheIssuerIsAway() throws Exception {
        issuer.isAway = true;

        for (int i = 0; i < 4; i++) {
            assertThat(tokens.check(issuer.token())).isInstanceOf(TokenCheck.Undecided.class);
        }
    }

    @Test
    void haveAnOutageOfTheIssuerToldOnce() throws Exception {
        List<String> told = new ArrayList<>();
        IssuerSettings settings = new IssuerSettings(issuer.url(), "hyps", "scope", Optional.empty());
        IssuerKeys keys = new IssuerKeys(settings, told::add);
        URL first = settings.firstAsked().toURL();

        issuer.isAway = true;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> keys.retrieveResource(first)).isInstanceOf(IOException.class);
        }
        assertThat(told).hasSize(1);

        issuer.isAway = false;
        keys.retrieveResource(first);
        issuer.claimedIssuer = "https://elsewhere.example";
        assertThatThrownBy(() -> keys.retrieveResource(first)).isInstanceOf(IOException.class);
        assertThat(told).hasSize(2).last().asString().contains("another issuer");
    }

    @Test
    void areUndecidedIfTheConfigurationIsOfAnotherIssuer() throws Exception {
        issuer.claimedIssuer = "https://elsewhere.example";

        assertThat(tokens.check(issuer.token())).isInstanceOf(TokenCheck.Undecided.class);
    }

    @Test
    void haveTheirRolesWhereTheIssuerPutsThem() throws Exception {
        String token = TestIssuer.signed(
                issuer.key,
                issuer.claims().claim("realm_access", Map.of("roles", List.of("hyps:read", "offline", "infer"))));

        assertThat(roles(tokens("realm_access/roles").check(token))).containsExactly(Role.READ);
        assertThat(roles(tokens("realm_access/none").check(token))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://issuer.example", "file:///etc/passwd", "issuer", "ftp://localhost/"})
    void areNotTakenOfAnIssuerThatCannotBeTrusted(String url) {
        assertThatThrownBy(() -> new IssuerSettings(URI.create(url), "hyps", "scope", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("oidc.issuer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "//", "/roles", "roles/", "realm//roles", "realm/ /roles", ""})
    void areNotReadWhereNoClaimCanStand(String rolesClaim) {
        assertThatThrownBy(() -> tokens(rolesClaim))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("roles-claim")
                .hasMessageNotContaining("\n");
    }

    private IssuedTokens tokens(String rolesClaim) {
        return IssuedTokens.of(new IssuerSettings(issuer.url(), "hyps", rolesClaim, Optional.empty()));
    }

    private static Set<Role> roles(TokenCheck check) {
        return ((TokenCheck.Accepted) check).account().roles();
    }

    private void assertRefused(String token) {
        assertThat(tokens.check(token)).isInstanceOf(TokenCheck.Refused.class);
    }
}
