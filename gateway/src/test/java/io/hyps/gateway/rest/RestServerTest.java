package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.gateway.access.AccessControl;
import io.hyps.gateway.access.Account;
import io.hyps.gateway.access.Role;
import io.hyps.gateway.access.SignedTokens;
import io.hyps.gateway.access.StaticTokens;
import io.hyps.gateway.access.TokenCheck;
import io.hyps.gateway.dispatch.TestPlans;
import io.hyps.gateway.ingest.FrameKeeper;
import io.hyps.gateway.ingest.IngestLimits;
import io.hyps.gateway.kafka.FakeEventLog;
import io.hyps.gateway.kafka.FeedLimits;
import io.hyps.gateway.kafka.FrameSearch;
import io.hyps.gateway.kafka.KafkaProperties;
import io.hyps.gateway.kafka.KafkaSettings;
import io.hyps.gateway.kafka.KnownIds;
import io.hyps.gateway.kafka.ResultPositions;
import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.kafka.ResultStream;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.FrameId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server on a port of its own, with a log and results that the test holds in its hands. */
@Timeout(60)
final class RestServerTest {
    private static final String LOGITS = "AACAPwAAAEA=";
    private static final String TENSORS =
            "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,1,2,2],\"data\":[1,2,3,4]}]}";

    private final Vertx vertx = Vertx.vertx();
    private final FakeEventLog log = new FakeEventLog();
    private final FakeResultStream results = new FakeResultStream();
    private final List<FakeResultStream> streams = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RestServer rest = server(limits(2, Duration.ofSeconds(30)));
    private HttpServer http = listen(rest);
    private final FrameDesk desk = desk();

    @BeforeEach
    void open() {
        rest.open(desk);
    }

    @AfterEach
    void close() throws Exception {
        rest.close();
        desk.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void answersAnImageWithItsResult() throws Exception {
        CompletableFuture<HttpResponse<String>> response = post("/v1/models/m/images?sensor=cam", "pixels");

        FrameId frame = answerTheFrame(0);

        assertThat(response.get().statusCode()).isEqualTo(200);
        assertThat(response.get().body()).contains(frame.toString());
    }

    @Test
    void tellsWhereTheResultWillBe() throws Exception {
        HttpResponse<String> response =
                post("/v1/models/m/images?wait=0", "pixels").get();
        assertThat(response.statusCode()).isEqualTo(202);
        String location = response.headers().firstValue("Location").orElseThrow();

        assertThat(get(location).statusCode()).isEqualTo(202);
        answerTheFrame(0);

        await().untilAsserted(() -> assertThat(get(location).statusCode()).isEqualTo(200));
    }

    @Test
    void infersByTheProtocol() throws Exception {
        CompletableFuture<HttpResponse<String>> response = post("/v2/models/m/infer", TENSORS);

        answerTheFrame(0);

        assertThat(response.get().body()).contains("\"data\":[1.0,2.0]");
    }

    @Test
    void sendsASecondImageOfOneIdToTheFirstOnesResult() throws Exception {
        HttpResponse<String> first =
                post("/v1/models/m/images?wait=0&id=7", "pixels").get();
        HttpResponse<String> second =
                post("/v1/models/m/images?wait=0&id=7", "pixels").get();

        assertThat(second.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(log.of(FrameTopics.FRAMES)).hasSize(1);
    }

    @Test
    void answersADuplicateThatDispatchFindsWithTheFirstOnesResult() throws Exception {
        CompletableFuture<HttpResponse<String>> response = post("/v1/models/m/images?id=8", "pixels");
        await().until(() -> log.of(FrameTopics.FRAMES).size() == 1);
        FrameId frame = FrameId.parse(log.of(FrameTopics.FRAMES).get(0).event().getId());
        FrameId first = FrameId.create();

        results.give(FakeResultStream.answer(first, "m", LOGITS));
        results.give(
                new ResultRecord(FakeResultStream.answer(frame, "m", LOGITS).frame(), Optional.of(first)));

        assertThat(response.get().body()).contains("\"frame\":\"" + first);
    }

    @Test
    void letsNoMoreRequestsInThanThereIsRoomFor() throws Exception {
        log.hold();
        CompletableFuture<HttpResponse<String>> first = post("/v1/models/m/images", "one");
        CompletableFuture<HttpResponse<String>> second = post("/v1/models/m/images", "two");
        await().until(() -> log.of(FrameTopics.FRAMES).size() == 2);

        HttpResponse<String> third = post("/v1/models/m/images", "three").get();

        assertThat(third.statusCode()).isEqualTo(503);
        assertThat(third.headers().firstValue("Retry-After")).isPresent();
        assertThat(third.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(get("/v2/health/live").statusCode()).isEqualTo(200);

        log.release();
        answerTheFrame(0);
        answerTheFrame(1);
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(second.get().statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(
                        post("/v1/models/m/images?wait=0", "four").get().statusCode())
                .isEqualTo(202));
    }

    @Test
    void keepsTheRoomOfWhatKafkaHasNotTakenYet() throws Exception {
        restart(limits(1, Duration.ofMillis(300)));
        log.hold();

        HttpResponse<String> first = post("/v1/models/m/images", "one").get();
        HttpResponse<String> second = post("/v1/models/m/images", "two").get();

        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.body()).contains("Kafka has not acknowledged");
        assertThat(second.body()).contains("under way");
        log.release();
        await().untilAsserted(() -> assertThat(
                        post("/v1/models/m/images?wait=0", "three").get().statusCode())
                .isEqualTo(202));
    }

    @Test
    void endsAnUploadThatIsTooSlow() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "POST /v1/models/m/images HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nslow");

            BufferedReader answer = reader(socket);

            assertThat(answer.readLine()).contains("408");
            assertThat(answer.lines().toList()).last().asString().contains("did not come within 1 s");
        }
    }

    @Test
    void freesTheRoomOfAClientThatHasGone() throws Exception {
        restart(limits(1, Duration.ofSeconds(30), Duration.ofSeconds(30)));
        try (Socket socket = connect()) {
            send(socket, "POST /v1/models/m/images HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nslow");
            await().untilAsserted(() -> assertThat(
                            post("/v1/models/m/images?wait=0", "x").get().statusCode())
                    .isEqualTo(503));
        }
        await().untilAsserted(() -> assertThat(
                        post("/v1/models/m/images?wait=0", "x").get().statusCode())
                .isEqualTo(202));
    }

    @Test
    void refusesABodyThatIsAnnouncedOrGrowsTooLarge() throws Exception {
        HttpResponse<String> announced =
                post("/v1/models/m/images", "x".repeat(5000)).get();
        try (Socket socket = connect()) {
            send(socket, "POST /v1/models/m/images HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            send(socket, "1000\r\n" + "x".repeat(4096) + "\r\n10\r\n" + "x".repeat(16) + "\r\n");

            assertThat(reader(socket).readLine()).contains("413");
        }
        assertThat(announced.statusCode()).isEqualTo(413);
    }

    @Test
    void isNotOpenWithoutADesk() throws Exception {
        restart(limits(2, Duration.ofSeconds(30)));
        rest.close();

        assertThat(get("/v2/models/m").statusCode()).isEqualTo(503);
        assertThat(get("/v1/models/m/results").statusCode()).isEqualTo(503);
    }

    @Test
    void streamsTheResultsOfOneModel() throws Exception {
        try (InputStream body = stream("/v1/models/m/results").body()) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("retry: 2000");
            assertThat(lines.readLine()).isEqualTo("id: 0-0");
            assertThat(lines.readLine()).isEmpty();
            FrameId frame = FrameId.create();

            streams.get(0).give(FakeResultStream.answer(FrameId.create(), "other", LOGITS));
            streams.get(0).give(FakeResultStream.answer(frame, "m", LOGITS));

            assertThat(lines.readLine()).isEqualTo("id: 0-2");
            assertThat(lines.readLine()).isEqualTo("event: result");
            assertThat(lines.readLine()).startsWith("data: {\"status\":\"ok\",\"frame\":\"" + frame);

            rest.close();
            assertThat(lines.lines().toList()).contains("event: closing");
        }
        await().until(() -> streams.get(0).isClosed());
    }

    @Test
    void endsAStreamWhenItsTokenExpires() throws Exception {
        Account reader = new Account(
                "reader", Set.of(Role.READ), Optional.of(Instant.now().plusMillis(500)));
        AccessControl access = new AccessControl(
                StaticTokens.NONE, Optional.of((SignedTokens) token -> new TokenCheck.Accepted(reader)));
        http.close();
        rest = new RestServer(
                limits(2, Duration.ofSeconds(30)),
                new RestAccess(access, Optional.empty()),
                new AlwaysWell(),
                new FakeWatch(),
                "test");
        http = listen(rest);
        rest.open(desk);

        HttpResponse<String> stream = client.send(
                HttpRequest.newBuilder(uri("/v1/models/m/results"))
                        .header("Authorization", "Bearer a.b.c")
                        .build(),
                BodyHandlers.ofString());

        assertThat(stream.body()).startsWith("retry: 2000\nid: 0-0\n\n").contains("event: expired\n");
        await().until(() -> streams.get(0).isClosed());
    }

    @Test
    void dropsAReaderThatTakesNothingWithALastEvent() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "GET /v1/models/m/results HTTP/1.1\r\nHost: x\r\n\r\n");
            await().until(() -> streams.size() == 1);
            String large = "A".repeat(400_000);
            for (int i = 0; i < 50; i++) {
                streams.get(0).give(FakeResultStream.answer(FrameId.create(), "m", large));
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> streams.get(0).isClosed());

            assertThat(reader(socket)
                            .lines()
                            .filter(line -> line.startsWith("event: "))
                            .toList())
                    .last()
                    .isEqualTo("event: dropped");
        }
    }

    @Test
    void givesNoMoreStreamsThanThereIsRoomFor() throws Exception {
        try (InputStream one = stream("/v1/models/m/results").body();
                InputStream two = stream("/v1/models/m/results").body()) {
            assertThat(get("/v1/models/m/results").statusCode()).isEqualTo(503);
        }
        await().untilAsserted(() -> {
            streams.forEach(each -> each.give(FakeResultStream.answer(FrameId.create(), "m", LOGITS)));
            try (InputStream again = stream("/v1/models/m/results").body()) {
                assertThat(streams).hasSizeGreaterThan(2);
            }
        });
    }

    @Test
    void refusesAPathThatIsNotRightlyEncoded() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "GET /v2/models/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            List<String> answer = reader(socket).lines().toList();

            assertThat(answer).first().asString().contains("400");
            assertThat(answer).last().asString().startsWith("{\"error\":");
        }
    }

    @Test
    void saysInItsOwnWayWhatIsNotThere() throws Exception {
        assertThat(get("/v1/nothing").body()).contains("\"status\":404", "\"title\":\"Not Found\"");
        assertThat(get("/v2/nothing").body()).contains("{\"error\":");
        assertThat(get("/v1/models/m/images").headers().firstValue("Allow")).contains("POST");
        assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
    }

    private FrameId answerTheFrame(int index) {
        await().until(() -> log.of(FrameTopics.FRAMES).size() > index);
        FrameId frame =
                FrameId.parse(log.of(FrameTopics.FRAMES).get(index).event().getId());
        results.give(FakeResultStream.answer(frame, "m", LOGITS));
        return frame;
    }

    private void restart(RestLimits limits) {
        http.close();
        rest = server(limits);
        http = listen(rest);
        rest.open(desk);
    }

    private static RestServer server(RestLimits limits) {
        return new RestServer(limits, FakeWatch.OPEN_TO_ALL, new AlwaysWell(), new FakeWatch(), "test");
    }

    private static RestLimits limits(int requests, Duration keptWithin) {
        return limits(requests, keptWithin, Duration.ofSeconds(1));
    }

    private static RestLimits limits(int requests, Duration keptWithin, Duration uploadTimeout) {
        return new RestLimits(
                4096,
                requests,
                100_000,
                uploadTimeout,
                keptWithin,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                2,
                Duration.ofMillis(500));
    }

    private HttpServer listen(RestServer server) {
        Router router = Router.router(vertx);
        server.mount(router);
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("localhost").setPort(0))
                .requestHandler(router)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private FrameDesk desk() {
        KafkaSettings nowhere = new KafkaSettings(
                "localhost:1",
                KafkaProperties.NONE,
                "test",
                EventTopics.LIVE,
                1,
                1 << 20,
                new FeedLimits(1, 1, 1 << 20));
        return new FrameDesk(
                new FrameKeeper(log, KnownIds.NONE, new IngestLimits(4096, 100, 10)),
                model -> CompletableFuture.completedFuture(
                        Optional.of(TestPlans.plan("m", "1-1")).filter(plan -> model.equals("m"))),
                results,
                this::stream,
                new FrameSearch(nowhere, Duration.ofSeconds(1)));
    }

    private ResultStream stream(Optional<ResultPositions> from) {
        FakeResultStream stream = new FakeResultStream(
                from.map(p -> p.nextOffsets().getOrDefault(0, 0L)).orElse(0L));
        streams.add(stream);
        return stream;
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + http.actualPort() + path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<InputStream> stream(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofInputStream());
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String body) {
        return client.sendAsync(
                HttpRequest.newBuilder(uri(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getByName("localhost"), http.actualPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
}
