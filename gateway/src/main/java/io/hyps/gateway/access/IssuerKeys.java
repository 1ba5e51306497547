package io.hyps.gateway.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** Gets an issuer's JWK set, by way of its OpenID configuration (OpenID Connect Discovery 1.0) if need be. */
final class IssuerKeys implements ResourceRetriever {
    private static final int TIMEOUT_MILLIS = 2000;
    private static final int LARGEST_BYTES = 256 * 1024;

    private final IssuerSettings settings;
    private final ResourceRetriever http =
            new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, LARGEST_BYTES, true);
    private volatile boolean failed;

    IssuerKeys(IssuerSettings settings) {
        this.settings = settings;
    }

    @Override
    public Resource retrieveResource(URL first) throws IOException {
        failed = true;
        Resource answer = http.retrieveResource(first);
        Resource keys = settings.keys().isPresent() ? answer : http.retrieveResource(keysOf(answer));
        failed = false;
        return keys;
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
