package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.gateway.access.AccessControl;
import io.hyps.gateway.access.IssuedTokens;
import io.hyps.gateway.access.IssuerSettings;
import io.hyps.gateway.access.StaticTokens;
import io.hyps.gateway.access.TestIssuer;
import io.hyps.gateway.access.TokenCheck;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that has no desk yet: whoever is let in to frames gets 503. */
@Timeout(60)
final class AccessGuardTest {
    private static final String INFER = "infer-0123456789abcdef0123456789";
    private static final String READ = "read--0123456789abcdef0123456789";
    private static final StaticTokens TOKENS =
            StaticTokens.parse("test", "cam-1 infer " + INFER + "\npanel read " + READ);
    private static final Optional<RateLimits> NO_LIMIT = Optional.empty();

    private static final Vertx VERTX = Vertx.vertx();

    private final FakeWatch watch = new FakeWatch();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int port;

    @AfterAll
    static void close() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void asksNobodyIfThereAreNoTokens() throws Exception {
        listen(AccessControl.OPEN, NO_LIMIT);

        assertThat(get("/v2").statusCode()).isEqualTo(200);
        assertThat(get("/q/metrics").statusCode()).isEqualTo(200);
        assertThat(post("/v1/models/m/images").statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v1/openapi.json",
                "/v1/page.js",
                "/v2/health/live",
                "/v2/health/ready",
                "/q/health/ready"
            })
    void asksNobodyForATokenHere(String path) throws Exception {
        listen(given(), NO_LIMIT);

        assertThat(get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2",
                "/v2/models/m",
                "/v1/frames/01a22179-2f5f-7225-a590-adefc80bb338",
                "/v1/models/m/results",
                "/v1/models/m/images",
                "/v2/models/m/infer",
                "/q/metrics",
                "/q/%6detrics",
                "/q/health/../metrics",
                "/q/health/%2e%2e/metrics",
                "//q/metrics",
                "/q/./metrics",
                "/v2/health/live/",
                "/v2/health/live/../../models/m",
                "/nothing"
            })
    void letsNobodyInWithoutAToken(String path) throws Exception {
        listen(given(), NO_LIMIT);

        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).as(response.body()).isIn(400, 401);
        assertThat(response.body()).doesNotContain("metrics of the test");
    }

    @Test
    void saysHowToShowWhoOneIs() throws Exception {
        listen(given(), NO_LIMIT);

        HttpResponse<String> nothing = post("/v1/models/m/images");
        HttpResponse<String> wrong = post("/v1/models/m/images", "Authorization", "Bearer " + INFER + "x");
        HttpResponse<String> basic = get("/v2", "Authorization", "Basic " + INFER);
        HttpResponse<String> twice = get("/v2", "Authorization", "Bearer " + INFER, "Authorization", "Bearer " + READ);

        assertThat(challenge(nothing)).isEqualTo("Bearer realm=\"hyps\"");
        assertThat(nothing.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(nothing.body()).contains("\"title\":\"Unauthorized\"", "\"status\":401");
        assertThat(challenge(wrong)).isEqualTo("Bearer realm=\"hyps\", error=\"invalid_token\"");
        assertThat(wrong.body()).doesNotContain(INFER);
        assertThat(basic.statusCode()).isEqualTo(401);
        assertThat(basic.body()).startsWith("{\"error\":");
        assertThat(twice.statusCode()).isEqualTo(401);
    }

    @Test
    void givesARoleWhatItIsFor() throws Exception {
        listen(given(), NO_LIMIT);
        String infer = "Bearer " + INFER;
        String read = "bearer " + READ;

        assertThat(post("/v1/models/m/images", "Authorization", infer).statusCode())
                .isEqualTo(503);
        assertThat(post("/v2/models/m/infer", "Authorization", infer).statusCode())
                .isEqualTo(503);
        assertThat(get("/v2/models/m", "Authorization", infer).statusCode()).isEqualTo(503);
        assertThat(get("/v2/models/m", "Authorization", read).statusCode()).isEqualTo(503);
        assertThat(get("/v1/models/m/results", "Authorization", read).statusCode())
                .isEqualTo(503);
        assertThat(get("/q/metrics", "Authorization", read).statusCode()).isEqualTo(200);

        HttpResponse<String> image = post("/v1/models/m/images", "Authorization", read);
        assertThat(image.statusCode()).isEqualTo(403);
        assertThat(image.body()).contains("\"title\":\"Forbidden\"", "role 'infer'");
        assertThat(challenge(image)).contains("error=\"insufficient_scope\", scope=\"hyps:infer\"");
        assertThat(post("/v2/models/m/infer", "Authorization", read).statusCode())
                .isEqualTo(403);
        assertThat(get("/v1/models/m/results", "Authorization", infer).statusCode())
                .isEqualTo(403);
        assertThat(get("/q/metrics", "Authorization", infer).statusCode()).isEqualTo(403);
    }

    @Test
    void takesTokensOfAnIssuer() throws Exception {
        try (TestIssuer issuer = new TestIssuer()) {
            listen(
                    new AccessControl(
                            TOKENS,
                            Optional.of(IssuedTokens.of(
                                    new IssuerSettings(issuer.url(), "hyps", "scope", Optional.empty())))),
                    NO_LIMIT);
            String token = "Bearer " + issuer.token();

            assertThat(post("/v1/models/m/images", "Authorization", token).statusCode())
                    .isEqualTo(503);
            assertThat(get("/q/metrics", "Authorization", token).statusCode()).isEqualTo(403);
            assertThat(get("/v2", "Authorization", token + "x").statusCode()).isEqualTo(401);
            assertThat(get("/v2", "Authorization", "Bearer " + INFER).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void answersThoughTheCheckOfATokenFails() throws Exception {
        listen(
                new AccessControl(TOKENS, Optional.of(token -> {
                    throw new IllegalStateException("with " + token);
                })),
                NO_LIMIT);

        HttpResponse<String> response = get("/v2", "Authorization", "Bearer a.b.c");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("a.b.c");
        assertThat(get("/v2", "Authorization", "Bearer " + INFER).statusCode()).isEqualTo(200);
    }

    @Test
    void looksAtAFewTokensOfAnAddressAtATime() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        listen(
                new AccessControl(TOKENS, Optional.of(token -> {
                    begun.countDown();
                    awaitQuietly(slow);
                    return new TokenCheck.Refused("none of ours");
                })),
                NO_LIMIT);
        List<CompletableFuture<HttpResponse<String>>> guesses = new ArrayList<>();
        try {
            guesses.add(client.sendAsync(guess(), BodyHandlers.ofString()));
            guesses.add(client.sendAsync(guess(), BodyHandlers.ofString()));
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

            HttpResponse<String> third = client.send(guess(), BodyHandlers.ofString());

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).contains("1");
            assertThat(watch.limits).containsExactly("requests");
            assertThat(get("/v2", "Authorization", "Bearer " + INFER).statusCode())
                    .isEqualTo(200);
        } finally {
            slow.countDown();
        }
        for (CompletableFuture<HttpResponse<String>> guess : guesses) {
            assertThat(guess.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(401);
        }
        assertThat(client.send(guess(), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    @Test
    void turnsAwayWhoComesTooOften() throws Exception {
        listen(given(), Optional.of(new RateLimits(2, Duration.ofMinutes(1), 10)));
        String infer = "Bearer " + INFER;

        assertThat(get("/v2", "Authorization", infer).headers().firstValue("RateLimit"))
                .hasValueSatisfying(left -> assertThat(left).startsWith("\"default\";r=1;t="));
        assertThat(get("/v2", "Authorization", infer).statusCode()).isEqualTo(200);
        HttpResponse<String> third = post("/v1/models/m/images", "Authorization", infer);

        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body()).contains("\"title\":\"Too Many Requests\"");
        assertThat(third.headers().firstValue("RateLimit-Policy")).contains("\"default\";q=2;w=60");
        assertThat(third.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 31L);
        assertThat(get("/v2", "Authorization", "Bearer " + READ).statusCode()).isEqualTo(200);
        assertThat(get("/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(watch.limits).containsExactly("rate");
    }

    @Test
    void turnsAwayWhoGuessesWithoutHoldingUpOthers() throws Exception {
        listen(given(), Optional.of(new RateLimits(2, Duration.ofMinutes(1), 10)));

        List<Integer> guesses = List.of(
                get("/v2").statusCode(),
                get("/v2", "Authorization", "Bearer guess").statusCode(),
                get("/v2", "Authorization", "Bearer guess2").statusCode());

        assertThat(guesses).containsExactly(401, 401, 429);
        assertThat(get("/v2", "Authorization", "Bearer " + INFER).statusCode()).isEqualTo(200);
    }

    @Test
    void forgetsNoAccountBecauseOfStrangers() throws Exception {
        listen(given(), Optional.of(new RateLimits(1, Duration.ofMinutes(1), 1)));

        assertThat(get("/v2", "Authorization", "Bearer " + INFER).statusCode()).isEqualTo(200);
        assertThat(get("/v2").statusCode()).isEqualTo(401);
        assertThat(get("/v2", "Authorization", "Bearer " + INFER).statusCode()).isEqualTo(429);
        assertThat(get("/v2").statusCode()).isEqualTo(429);
    }

    @Test
    void tellsOfEachRequest() throws Exception {
        listen(given(), NO_LIMIT);

        get("/v2", "Authorization", "Bearer " + INFER);
        get("/v2");
        post("/v1/models/secret-name/images", "Authorization", "Bearer " + READ);
        get("/v1/nothing", "Authorization", "Bearer " + READ);

        await().untilAsserted(() -> assertThat(watch.answers)
                .containsExactlyInAnyOrder(
                        "GET /v2 200", "GET other 401", "POST /v1/models/{model}/images 403", "GET other 404"));
    }

    private HttpRequest guess() {
        return HttpRequest.newBuilder(uri("/v2"))
                .header("Authorization", "Bearer a.b.c")
                .build();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static AccessControl given() {
        return new AccessControl(TOKENS, Optional.empty());
    }

    private void listen(AccessControl tokens, Optional<RateLimits> rate) throws Exception {
        Duration second = Duration.ofSeconds(1);
        RestServer server = new RestServer(
                new RestLimits(1000, 8, 10_000, second, second, second, second, 1, second),
                new RestAccess(tokens, rate),
                new AlwaysWell(),
                watch,
                "test");
        Router router = Router.router(VERTX);
        server.mount(router);
        router.route("/q/health/ready").handler(routing -> routing.end("{}"));
        router.route("/q/metrics").handler(routing -> routing.end("metrics of the test"));
        HttpServer http = VERTX.createHttpServer(
                        new HttpServerOptions().setHost("localhost").setPort(0))
                .requestHandler(router)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        port = http.actualPort();
    }

    private static String challenge(HttpResponse<String> response) {
        return response.headers().firstValue("WWW-Authenticate").orElse("");
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)), headers);
    }

    private HttpResponse<String> post(String path, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString("{}")), headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws Exception {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
