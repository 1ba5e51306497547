package io.hyps.it;

import static io.hyps.it.HttpCalls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.topic.Topic;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that mean no good: each gets a clear error that tells nothing of the inside, and the next good one is answered. */
@ExtendWith(SharedSystem.class)
@Timeout(120)
final class HostileRequestIT {
    private static final String INFER = "/v2/models/fashion/infer";
    private static final String IMAGES = "/v1/models/fashion/images";
    private static final int LARGEST_BODY = 16 << 20;
    private static final int MOST_CONNECTIONS = 1024;
    private static final String VALUES = "0,".repeat(1023) + "0";

    private final RunningSystem system;
    private final URI gateway;
    private final HttpCalls http;
    private final KafkaRecords kafka;

    HostileRequestIT(RunningSystem system) {
        this.system = system;
        this.gateway = system.stack().gatewayUrl();
        this.http = new HttpCalls(gateway);
        this.kafka = new KafkaRecords(system.stack().kafka());
    }

    @AfterEach
    void answersTheNextGoodImage() throws Exception {
        HttpResponse<byte[]> response = http.post(IMAGES + "?wait=30", good(), "Content-Type", "image/png");

        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        assertThat(HttpCalls.json(response)
                        .get("predictions")
                        .get(0)
                        .get("label")
                        .asText())
                .isEqualTo("Boot");
    }

    /** What a request for inference may be that is none. */
    static Stream<Arguments> badInference() throws Exception {
        return Stream.of(
                Arguments.of("an empty body", ""),
                Arguments.of("no JSON", "pixels, honestly"),
                Arguments.of("truncated JSON", input("").substring(0, 60)),
                Arguments.of("something behind the JSON", input("") + "{}"),
                Arguments.of("100,000 brackets", "[".repeat(100_000)),
                Arguments.of("100,000 brackets as parameters", "{\"parameters\":" + "{\"a\":".repeat(100_000)),
                Arguments.of("100,000 brackets as data", with("[" + VALUES + "]", "[".repeat(100_000))),
                Arguments.of("a field twice", with("\"name\"", "\"name\":\"x\",\"name\"")),
                Arguments.of("dimensions that overflow", with("[1,1,32,32]", "[4611686018427387904,4,1,1]")),
                Arguments.of("dimensions of 10 GB", with("[1,1,32,32]", "[100000,100000]")),
                Arguments.of("a dimension beyond 64 bits", with("[1,1,32,32]", "[1,1,32,99999999999999999999]")),
                Arguments.of("a negative dimension", with("[1,1,32,32]", "[-1,1,-32,32]")),
                Arguments.of("a dimension of 1.5", with("[1,1,32,32]", "[1,1,32,1.5]")),
                Arguments.of("a thousand dimensions", with("[1,1,32,32]", "[" + "1,".repeat(999) + "1]")),
                Arguments.of("no shape", with("\"shape\"", "\"form\"")),
                Arguments.of("too few values", with("[" + VALUES + "]", "[0,1,2]")),
                Arguments.of("too many values", with("[" + VALUES + "]", "[" + VALUES + ",1]")),
                Arguments.of("NaN", with("[" + VALUES + "]", "[NaN," + VALUES.substring(2) + "]")),
                Arguments.of("NaN as text", with("[" + VALUES + "]", "[\"NaN\"," + VALUES.substring(2) + "]")),
                Arguments.of("-Infinity", with("[" + VALUES + "]", "[-Infinity," + VALUES.substring(2) + "]")),
                Arguments.of("1e999", with("[" + VALUES + "]", "[1e999," + VALUES.substring(2) + "]")),
                Arguments.of("null as value", with("[" + VALUES + "]", "[null," + VALUES.substring(2) + "]")),
                Arguments.of(
                        "a number of 100,000 digits",
                        with("[" + VALUES + "]", "[" + "9".repeat(100_000) + "," + VALUES.substring(2) + "]")),
                Arguments.of("another datatype", with("FP32", "INT64")),
                Arguments.of("a datatype that is none", with("FP32", "FP31\\u0000\\n")),
                Arguments.of("text for data", with("[" + VALUES + "]", "\"AAAA\"")),
                Arguments.of("an input that is none", with("\"input\"", "\"../../etc/passwd\"")),
                Arguments.of("an input twice", with("}]", "}," + tensor() + "]")),
                Arguments.of("300 inputs", with("[{", "[" + (tensor() + ",").repeat(300) + "{")),
                Arguments.of("an output that is none", with("}]}", "}],\"outputs\":[{\"name\":\"#\"}]}")),
                Arguments.of(
                        "an id of 1 MB", with("{\"inputs\"", "{\"id\":\"" + "x".repeat(1 << 20) + "\",\"inputs\"")),
                Arguments.of("binary data that are not there", binary(4096)),
                Arguments.of("a negative size of binary data", binary(-4096)),
                Arguments.of(
                        "a size of binary data beyond 64 bits", binary(0).replace(":0}", ":" + "9".repeat(30) + "}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badInference")
    void refusesInferenceOf(String what, String body) throws Exception {
        assertProtocolError(http.post(INFER, text(body)), 400);
    }

    @Test
    void refusesInferenceInAnotherEncoding() throws Exception {
        assertProtocolError(http.post(INFER, input("").getBytes(StandardCharsets.UTF_16)), 400);
    }

    @ParameterizedTest(name = "the length {0}")
    @MethodSource("badLengths")
    void refusesBinaryDataWith(String length) throws Exception {
        byte[] body = HttpCalls.joined(text(binary(4096)), new byte[4096]);

        assertProtocolError(http.post(INFER, body, "Inference-Header-Content-Length", length), 400);
    }

    static Stream<String> badLengths() {
        return Stream.of("0", "-1", "1e3", "9999999999", "20", "4000");
    }

    static Stream<Arguments> badTargets() {
        return Stream.of(
                Arguments.of("POST", "/v2/models/nobody/infer", 404),
                Arguments.of("POST", "/v2/models/fashion/versions/0/infer", 404),
                Arguments.of("DELETE", INFER, 405),
                Arguments.of("PUT", "/v2/models/fashion", 405),
                Arguments.of("GET", "/v2/models/%23", 400),
                Arguments.of("GET", "/v2/models/%2B/ready", 400),
                Arguments.of("GET", "/v2/models/a%2Fb", 400),
                Arguments.of("GET", "/v2/models/" + "a".repeat(2000), 400),
                Arguments.of("GET", "/v2/models/%252e%252e", 400));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("badTargets")
    void refusesTheTarget(String method, String path, int status) throws Exception {
        assertProtocolError(http.send(method, path, text(input(""))), status);
    }

    static Stream<Arguments> rawRequests() {
        String line = RawHttp.head("GET", "/v2");
        return Stream.of(
                Arguments.of("dots in the path", RawHttp.head("GET", "/v2/models/../../q/metrics"), 400),
                Arguments.of("dots in disguise", RawHttp.head("GET", "/v2/models/%2e%2E/q"), 400),
                Arguments.of("a backslash", RawHttp.head("GET", "/v1\\..\\q"), 400),
                Arguments.of("a NUL in the path", RawHttp.head("GET", "/v2/models/fashion%00"), 400),
                Arguments.of("a half percent", RawHttp.head("GET", "/v2/models/%4"), 400),
                Arguments.of("a header of 100 kB", RawHttp.head("GET", "/v2", "X: " + "x".repeat(100_000)), 431),
                Arguments.of(
                        "10,000 headers", line.replace("\r\n\r\n", "\r\n" + "X: y\r\n".repeat(10_000) + "\r\n"), 431),
                Arguments.of("a path of 100 kB", RawHttp.head("GET", "/v2/" + "x".repeat(100_000)), 414),
                Arguments.of("no HTTP", "no HTTP at all\r\n\r\n", 400),
                Arguments.of(
                        "a body announced with 1 TB",
                        RawHttp.head("POST", IMAGES, "Content-Length: 1099511627776"),
                        413),
                Arguments.of("a body announced with -1", RawHttp.head("POST", IMAGES, "Content-Length: -1") + "x", 400),
                Arguments.of(
                        "two lengths",
                        RawHttp.head("POST", IMAGES, "Content-Length: 1", "Content-Length: 2") + "xx",
                        400),
                Arguments.of(
                        "a body too large, in chunks",
                        RawHttp.head("POST", IMAGES, "Transfer-Encoding: chunked")
                                + ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").repeat(18) + "0\r\n\r\n",
                        413));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rawRequests")
    void refuses(String what, String bytes, int status) throws Exception {
        RawHttp.Answer answer = RawHttp.exchange(gateway, bytes);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertTellsNothing(answer.text());
    }

    @Test
    void endsARequestWithAChunkOfNoSize() throws Exception {
        RawHttp.Answer answer = RawHttp.exchange(
                gateway, RawHttp.head("POST", IMAGES, "Transfer-Encoding: chunked") + "zz\r\nx\r\n0\r\n\r\n");

        // below the routes: 400, or the connection is closed without a word
        assertThat(answer.status()).isIn(400, 0);
    }

    @Test
    void endsAnUploadThatDrips() throws Exception {
        try (Socket socket = RawHttp.connect(gateway)) {
            RawHttp.send(socket, RawHttp.head("POST", IMAGES, "Content-Length: 1000000", "Content-Type: image/png"));
            RawHttp.send(socket, "drip");

            RawHttp.Answer answer = RawHttp.read(socket);

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.text()).contains("application/problem+json", "did not come within");
        }
    }

    /** More than the gateway takes at once: if one in the middle of a request were kept, there would be no place left. */
    @Test
    void forgetsClientsThatHangUp() throws Exception {
        String head = RawHttp.head("POST", IMAGES, "Content-Length: 1000");
        for (int i = 0; i < 2 * MOST_CONNECTIONS; i++) {
            try (Socket socket = RawHttp.connect(gateway)) {
                RawHttp.send(socket, head.substring(0, 20 + i % 60));
            }
        }
    }

    static Stream<Arguments> badUploads() throws Exception {
        byte[] png = BadImages.blank("png", 28, 28, BufferedImage.TYPE_BYTE_GRAY);
        return Stream.of(
                Arguments.of("no body", "", "image/png", new byte[0], 400),
                Arguments.of("a form", "", "application/x-www-form-urlencoded", png, 415),
                Arguments.of("a page", "", "text/html", png, 415),
                Arguments.of("tensors in an image's place", "", "application/vnd.hyps.tensors+protobuf", png, 415),
                Arguments.of("a content type that is none", "", "image/<script>", png, 415),
                Arguments.of("a text", "", "image/png", text("no image"), 422),
                Arguments.of("half an image", "", "image/png", BadImages.truncated(png), 422),
                Arguments.of("a decompression bomb", "", "image/png", BadImages.pngClaiming(40_000, 40_000), 413),
                Arguments.of("an image of another size", "", "image/png", BadImages.pngClaiming(50, 40), 422),
                Arguments.of("a sensor with a slash", "?sensor=a/b", "image/png", png, 400),
                Arguments.of("a sensor with a plus", "?sensor=%2B", "image/png", png, 400),
                Arguments.of("a sensor with a hash", "?sensor=cam%23", "image/png", png, 400),
                Arguments.of("a sensor of the broker's", "?sensor=$SYS", "image/png", png, 400),
                Arguments.of("a sensor that is a path", "?sensor=..", "image/png", png, 400),
                Arguments.of("a sensor with a line break", "?sensor=a%0Ab", "image/png", png, 400),
                Arguments.of("a sensor with a NUL", "?sensor=a%00", "image/png", png, 400),
                Arguments.of("a sensor of 5 kB", "?sensor=" + "x".repeat(3000), "image/png", png, 400),
                Arguments.of("two sensors", "?sensor=a&sensor=b", "image/png", png, 400),
                Arguments.of("an id with a line break", "?id=a%0D%0Ab", "image/png", png, 400),
                Arguments.of("an id of 3 kB", "?id=" + "x".repeat(3000), "image/png", png, 400),
                Arguments.of("a wait that is none", "?wait=for-me", "image/png", png, 400),
                Arguments.of("a wait of a year", "?wait=31536000", "image/png", png, 400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badUploads")
    void refusesTheUpload(String what, String query, String contentType, byte[] body, int status) throws Exception {
        assertProblem(http.post(IMAGES + query, body, "Content-Type", contentType), status);
    }

    @Test
    void refusesBodiesThatGrow() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            for (int written = 0; written < 4 * LARGEST_BODY; written += 1 << 20) {
                gzip.write(new byte[1 << 20]);
            }
        }
        byte[] packed = bomb.toByteArray();
        String type = "Content-Type";

        assertProblem(http.post(IMAGES, packed, type, "image/png", "Content-Encoding", "gzip"), 413);
        assertProtocolError(http.post(INFER, packed, "Content-Encoding", "gzip"), 413);
        assertProblem(
                http.post(IMAGES, Arrays.copyOf(packed, 100), type, "image/png", "Content-Encoding", "gzip"), 400);
        assertProblem(http.post(IMAGES, packed, type, "image/png", "Content-Encoding", "br"), 415);
    }

    @Test
    void passesOverPreferencesAndRangesItCannotUse() throws Exception {
        assertThat(http.get("/v2", "Range", "bytes=99-1,-5,x").statusCode()).isEqualTo(200);
        for (String prefer : List.of("wait=-5", "wait=soon;;,,=", "wait=99999999999999999999", "\"")) {
            assertThat(http.post(IMAGES, good(), "Content-Type", "image/png", "Prefer", prefer)
                            .statusCode())
                    .isIn(200, 202);
        }
    }

    @Test
    void refusesPlacesInTheResultsThatAreNone() throws Exception {
        for (String id : List.of("x", "-1", "0-99999999999", "9999-0", "0-1.0-1", "0-1".repeat(1000))) {
            assertProblem(http.get("/v1/models/fashion/results", "Last-Event-ID", id), 400);
        }
        assertProblem(http.get("/v1/models/%23/results"), 400);
        assertProblem(http.get("/v1/frames/1-1-1-1-1"), 400);
        assertProblem(http.get("/v1/frames/" + UUID.randomUUID()), 404);
    }

    @Test
    void takesAnIdOnceWhicheverWayItComes() throws Exception {
        String id = UUID.randomUUID().toString();
        String sensor = "twice-" + id;
        try (AnyMqttClient client =
                AnyMqttClient.hearing(system.link(), new Topic.SensorResult(sensor, RunningSystem.MODEL))) {
            client.send(Publication.of(new Topic.SensorImage(sensor, RunningSystem.MODEL), Payload.of(good()))
                    .withUserProperties(Map.of("id", id)));
            String frame = String.valueOf(client.nextResult().frame());
            for (int i = 0; i < 3; i++) {
                JsonNode again = HttpCalls.json(http.post(
                        IMAGES + "?wait=30&sensor=" + sensor + "&id=" + id, good(), "Content-Type", "image/png"));
                assertThat(again.get("frame").asText()).isEqualTo(frame);
            }
        }
        assertThat(kafka.all(FrameTopics.FRAMES, r -> KafkaRecords.attribute(r, "suppliedid")
                        .equals(id)))
                .hasSize(1);
    }

    static Stream<String> badTopics() {
        return Stream.of(
                "hyps/v1/sensors//fashion/image",
                "hyps/v1/sensors/$SYS/fashion/image",
                "hyps/v1/sensors/cam-1/-fashion/image",
                "hyps/v1/sensors/cam-1/fash ion/image");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTopics")
    void refusesOverMqttTheTopic(String topic) throws Exception {
        byte[] mark = text("mark " + UUID.randomUUID());
        try (AnyMqttClient client = AnyMqttClient.hearing(system.link(), "hyps-it/nothing")) {
            client.send(topic, mark);
        }
        kafka.await(
                FrameTopics.DEAD_LETTERS,
                1,
                r -> Arrays.equals(r.value(), mark)
                        && KafkaRecords.attribute(r, "reason").equals(ErrorCode.BAD_TOPIC.toString())
                        && KafkaRecords.attribute(r, "source")
                                .equals("/mqtt/" + URLEncoder.encode(topic, StandardCharsets.UTF_8)));
    }

    private static void assertProtocolError(HttpResponse<byte[]> response, int status) throws Exception {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        assertThat(HttpCalls.json(response).get("error").asText()).isNotBlank();
        assertTellsNothing(body);
    }

    private static void assertProblem(HttpResponse<byte[]> response, int status) throws Exception {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        assertThat(HttpCalls.header(response, "Content-Type")).contains("application/problem+json");
        assertThat(HttpCalls.json(response).get("status").asInt()).isEqualTo(status);
        assertThat(HttpCalls.json(response).get("detail").asText()).isNotBlank();
        assertTellsNothing(body);
    }

    private static void assertTellsNothing(String body) {
        assertThat(body).hasSizeLessThan(2000).doesNotContain("\tat ", "java.", "io.hyps", "com.fasterxml", "netty");
    }

    private byte[] good() throws IOException {
        return Files.readAllBytes(system.installation().demoImages().resolve("000-boot.png"));
    }

    private static String tensor() {
        return "{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,1,32,32],\"data\":[" + VALUES + "]}";
    }

    private static String input(String more) {
        return "{\"inputs\":[" + tensor() + more + "]}";
    }

    private static String with(String part, String other) {
        return input("").replace(part, other);
    }

    private static String binary(long bytes) {
        return with("\"data\":[" + VALUES + "]", "\"parameters\":{\"binary_data_size\":" + bytes + "}");
    }
}
