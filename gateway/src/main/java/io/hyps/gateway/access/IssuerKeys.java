package io.hyps.gateway.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.function.Consumer;

/**
 * Gets an issuer's JWK set, by way of its OpenID configuration (OpenID Connect Discovery 1.0) if need be. For one thread at a
 * time.
 */
final class IssuerKeys implements ResourceRetriever {
    private static final int TIMEOUT_MILLIS = 2000;
    private static final int LARGEST_BYTES = 256 * 1024;

    private final IssuerSettings settings;
    private final ResourceRetriever http =
            new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, LARGEST_BYTES, true);
    private final Consumer<String> outages;
    private volatile boolean failed;
    private volatile boolean isAway;

    /** @param outages gets the reason when the issuer's keys cannot be had, once until they can be again */
    IssuerKeys(IssuerSettings settings, Consumer<String> outages) {
        this.settings = settings;
        this.outages = outages;
    }

    @Override
    public Resource retrieveResource(URL first) throws IOException {
        failed = true;
        try {
            Resource answer = http.retrieveResource(first);
            Resource keys = settings.keys().isPresent() ? answer : http.retrieveResource(keysOf(answer));
            JWKSet.parse(keys.getContent());
            failed = false;
            isAway = false;
            return keys;
        } catch (ParseException e) {
            throw away(new IOException("its JWK set cannot be read", e));
        } catch (IOException e) {
            throw away(e);
        }
    }

    private IOException away(IOException e) {
        if (!isAway) {
            isAway = true;
            outages.accept(String.valueOf(e.getMessage()));
        }
        return e;
    }

    /** Whether the last attempt failed. */
    boolean failed() {
        return failed;
    }

    private URL keysOf(Resource configuration) throws IOException {
        try {
            JsonNode document = Json.decode(
                    "OpenID configuration",
                    configuration.getContent().getBytes(StandardCharsets.UTF_8),
                    JsonNode.class);
            String issuer = document.path("issuer").asText();
            if (!issuer.equals(settings.issuer().toString())) {
                throw new IOException("the OpenID configuration is of another issuer");
            }
            URI keys = URI.create(document.path("jwks_uri").asText());
            IssuerSettings.requireTrustworthy("issuer's jwks_uri", keys);
            return keys.toURL();
        } catch (MalformedMessageException | IllegalArgumentException e) {
            throw new IOException("the OpenID configuration cannot be used", e);
        }
    }
}
