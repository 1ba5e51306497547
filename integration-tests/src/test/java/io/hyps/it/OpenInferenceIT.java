package io.hyps.it;

import static io.hyps.it.HttpCalls.header;
import static io.hyps.it.HttpCalls.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * HTTP clients against the whole system. What goes below /v2 is written from the Open Inference Protocol's specification
 * and its binary tensor data extension alone, with the habits of the protocol's Python client: no content type, data and
 * outputs as binary data if nothing else is said, gzip. Beside them Triton's own Java client, as it is.
 */
@ExtendWith(SharedSystem.class)
@Timeout(120)
final class OpenInferenceIT {
    private static final String INFER = "/v2/models/fashion/infer";
    private static final String JSON_LENGTH = "Inference-Header-Content-Length";
    private static final Offset<Float> CLOSE = within(1e-3f);
    private static final int SIDE = 32;

    private final RunningSystem system;
    private final HttpCalls http;

    OpenInferenceIT(RunningSystem system) {
        this.system = system;
        this.http = new HttpCalls(system.stack().gatewayUrl());
    }

    @Test
    void tellsOfItselfAndItsModels() throws Exception {
        assertThat(http.get("/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(http.get("/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(http.get("/v2/models/fashion/ready").statusCode()).isEqualTo(200);
        assertThat(http.get("/v2/models/fashion/versions/1/ready").statusCode()).isEqualTo(200);

        JsonNode server = json(http.get("/v2"));
        assertThat(server.get("name").asText()).isEqualTo("hyps");
        assertThat(server.get("extensions").toString()).contains("binary_tensor_data");

        for (String path : List.of("/v2/models/fashion", "/v2/models/fashion/versions/1")) {
            JsonNode model = json(http.get(path));
            assertThat(model.get("name").asText()).isEqualTo("fashion");
            assertThat(model.get("versions").get(0).asText()).isEqualTo("1");
            assertThat(model.get("inputs"))
                    .hasToString("[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,1,32,32]}]");
            assertThat(model.get("outputs"))
                    .hasToString("[{\"name\":\"logits\",\"datatype\":\"FP32\",\"shape\":[1,10]}]");
        }
    }

    @Test
    void infersInJson() throws Exception {
        byte[] request = HttpCalls.bytes(Map.of(
                "id",
                "shot 7",
                "inputs",
                List.of(Map.of(
                        "name", "input", "datatype", "FP32", "shape", List.of(1, 1, SIDE, SIDE), "data", nested()))));

        HttpResponse<byte[]> response = http.post(INFER, request, "Content-Type", "application/json");

        JsonNode answer = json(response);
        assertThat(response.statusCode()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.get("id").asText()).isEqualTo("shot 7");
        assertThat(answer.get("model_name").asText()).isEqualTo("fashion");
        assertThat(answer.get("model_version").asText()).isEqualTo("1");
        JsonNode output = answer.get("outputs").get(0);
        assertThat(output.get("shape")).hasToString("[1,10]");
        float[] logits = new float[10];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) output.get("data").get(i).asDouble();
        }
        assertThat(logits).containsExactly(expected(), CLOSE);
    }

    @Test
    void infersInBinaryAsThePythonClientAsks() throws Exception {
        byte[] head = HttpCalls.bytes(Map.of(
                "inputs",
                List.of(Map.of(
                        "name",
                        "input",
                        "datatype",
                        "FP32",
                        "shape",
                        List.of(1, 1, SIDE, SIDE),
                        "parameters",
                        Map.of("binary_data_size", 4 * SIDE * SIDE))),
                "parameters",
                Map.of("binary_data_output", true)));
        byte[] body = HttpCalls.joined(head, HttpCalls.littleEndian(pixels()));

        assertBinaryAnswer(http.post(INFER, body, JSON_LENGTH, Integer.toString(head.length)));
        assertBinaryAnswer(http.post(
                "/v2/models/fashion/versions/1/infer",
                gzip(body),
                JSON_LENGTH,
                Integer.toString(head.length),
                "Content-Encoding",
                "gzip"));
    }

    private void assertBinaryAnswer(HttpResponse<byte[]> response) throws Exception {
        assertThat(response.statusCode()).isEqualTo(200);
        int length = Integer.parseInt(header(response, JSON_LENGTH).orElseThrow());
        JsonNode output = json(response.body(), length).get("outputs").get(0);
        assertThat(output.get("parameters").get("binary_data_size").asInt()).isEqualTo(40);
        assertThat(output.has("data")).isFalse();
        assertThat(HttpCalls.floats(response.body(), length)).containsExactly(expected(), CLOSE);
    }

    /** A program of a few lines, in a JVM with that client's jar alone. */
    @Test
    void answersTritonsJavaClient(@TempDir Path folder) throws Exception {
        Path tensor = Files.write(folder.resolve("tensor"), HttpCalls.littleEndian(pixels()));
        Path output = folder.resolve("output");
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        "target/clients/triton-client.jar",
                        "src/test/clients/TritonInfer.java",
                        system.stack().gatewayUrl().getAuthority(),
                        RunningSystem.MODEL,
                        tensor.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean over;
        try {
            over = client.waitFor(90, TimeUnit.SECONDS);
        } finally {
            client.destroyForcibly();
        }
        String said = Files.readString(output);

        assertThat(over).as(said).isTrue();
        assertThat(client.exitValue()).as(said).isZero();
        assertThat(floats(said, "binary ")).containsExactly(expected(), CLOSE);
        assertThat(floats(said, "json ")).containsExactly(expected(), CLOSE);
        assertThat(said).containsPattern("unknown model .*nobody");
    }

    private static float[] floats(String said, String line) {
        String list = said.lines()
                .filter(each -> each.startsWith(line))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
        String[] values =
                list.substring(line.length()).replaceAll("[\\[\\]]", "").split(", ", -1);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.parseFloat(values[i]);
        }
        return floats;
    }

    @Test
    void saysWhatIsWrongAsTheProtocolDoes() throws Exception {
        assertError(http.get("/v2/models/nobody"), 404, "nobody");
        assertError(http.get("/v2/models/fashion/versions/9"), 404, "version");
        assertError(http.get("/v2/models/nobody/ready"), 404, "nobody");
        assertError(http.post("/v2/models/nobody/infer", HttpCalls.text("{}")), 404, "nobody");
        assertError(http.post(INFER, HttpCalls.text("{}")), 400, "inputs");
        assertError(http.get(INFER), 405, "POST");
        assertError(http.get("/v2/repository/index"), 404, "nothing");
    }

    private static void assertError(HttpResponse<byte[]> response, int status, String reason) throws Exception {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).get("error").asText()).contains(reason);
    }

    @Test
    void keepsTensorFramesInKafkaLikeAnyOther() throws Exception {
        byte[] request = HttpCalls.bytes(Map.of(
                "inputs",
                List.of(Map.of(
                        "name", "input", "datatype", "FP32", "shape", List.of(1, 1, SIDE, SIDE), "data", nested()))));

        String frame =
                json(http.post(INFER, request)).get("parameters").get("frame").asText();

        KafkaRecords kafka = new KafkaRecords(system.stack().kafka());
        List<ConsumerRecord<byte[], byte[]>> results = kafka.await(
                FrameTopics.RESULTS, 1, r -> KafkaRecords.attribute(r, "id").equals(frame));
        assertThat(results).hasSize(1);
        assertThat(kafka.all(
                        FrameTopics.FRAMES, r -> KafkaRecords.attribute(r, "id").equals(frame)))
                .singleElement()
                .satisfies(r -> assertThat(KafkaRecords.attribute(r, "content-type"))
                        .isEqualTo("application/vnd.hyps.tensors+protobuf"));
        JsonNode kept = json(http.get("/v1/frames/" + frame));
        assertThat(kept.get("status").asText()).isEqualTo("ok");
        assertThat(kept.get("predictions").get(0).get("label").asText()).isEqualTo("Boot");
    }

    @Test
    void answersAnUploadedImage() throws Exception {
        HttpResponse<byte[]> response =
                http.post("/v1/models/fashion/images?sensor=cam-1&wait=30", image(), "Content-Type", "image/png");

        JsonNode answer = json(response);
        assertThat(response.statusCode()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.get("predictions").get(0).get("label").asText()).isEqualTo("Boot");
        assertThat(answer.get("sensor").asText()).isEqualTo("cam-1");
        assertThat(header(response, "Content-Location"))
                .contains("/v1/frames/" + answer.get("frame").asText());
    }

    @Test
    void answersAnImageInAForm() throws Exception {
        byte[] head = HttpCalls.text("--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"boot.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n");
        byte[] form = HttpCalls.joined(HttpCalls.joined(head, image()), HttpCalls.text("\r\n--x--\r\n"));

        JsonNode answer = json(http.post(
                "/v1/models/fashion/images?wait=30", form, "Content-Type", "multipart/form-data; boundary=x"));

        assertThat(answer.at("/predictions/0/label").asText())
                .as(answer.toString())
                .isEqualTo("Boot");
    }

    @Test
    void tellsWhereTheResultWillBeAndTakesAnImageOnceForEachId() throws Exception {
        String id = UUID.randomUUID().toString();
        String path = "/v1/models/fashion/images?sensor=cam-2";

        HttpResponse<byte[]> first =
                http.post(path, image(), "Content-Type", "image/png", "Prefer", "wait=0", "Idempotency-Key", id);
        assertThat(first.statusCode()).isEqualTo(202);
        String location = header(first, "Location").orElseThrow();
        HttpResponse<byte[]> result = http.get(location + "?wait=30");
        HttpResponse<byte[]> again =
                http.post(path, image(), "Content-Type", "image/png", "Prefer", "wait=30", "Idempotency-Key", id);

        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(json(result).get("id").asText()).isEqualTo(id);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(result.body());
        assertThat(header(again, "Content-Location")).contains(location);
    }

    @Test
    void knowsFramesOfOtherWaysAndNoneThatAreNot() throws Exception {
        String sensor = "rest-it-" + UUID.randomUUID();
        try (AnyMqttClient client =
                AnyMqttClient.hearing(system.link(), new Topic.SensorResult(sensor, RunningSystem.MODEL))) {
            client.send(new Topic.SensorImage(sensor, RunningSystem.MODEL), image());
            String frame = String.valueOf(client.nextResult().frame());

            assertThat(json(http.get("/v1/frames/" + frame)).get("sensor").asText())
                    .isEqualTo(sensor);
        }
        HttpResponse<byte[]> none = http.get("/v1/frames/01a22179-366a-7631-aef1-6757bb772eff");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(header(none, "Content-Type")).contains("application/problem+json");
    }

    @Test
    void streamsResultsAndGoesOnWhereAReaderLeft() throws Exception {
        URI stream = system.stack().gatewayUrl().resolve("/v1/models/fashion/results");
        String left;
        Set<String> expected = new HashSet<>();
        try (EventStream events = EventStream.open(stream)) {
            assertThat(events.status()).isEqualTo(200);
            assertThat(events.contentType()).isEqualTo("text/event-stream");
            events.awaitPosition();
            String seen = upload();
            while (!events.next().contains(seen)) {
                // results of other tests' frames come too
            }
            left = events.lastId();
        }
        for (int i = 0; i < 3; i++) {
            expected.add(upload());
        }
        List<String> missed = new ArrayList<>();
        try (EventStream events = EventStream.open(stream, "Last-Event-ID", left)) {
            while (!expected.isEmpty()) {
                String event = events.next();
                missed.add(event);
                expected.removeIf(event::contains);
            }
        }
        assertThat(missed).hasSizeGreaterThanOrEqualTo(3);
        assertThat(http.get("/v1/models/fashion/results", "Last-Event-ID", "77-1")
                        .statusCode())
                .isEqualTo(400);
    }

    private String upload() throws Exception {
        HttpResponse<byte[]> response =
                http.post("/v1/models/fashion/images?wait=30", image(), "Content-Type", "image/png");
        assertThat(response.statusCode()).isEqualTo(200);
        return json(response).get("frame").asText();
    }

    private Path file() {
        return system.installation().demoImages().resolve("000-boot.png");
    }

    private byte[] image() throws Exception {
        return Files.readAllBytes(file());
    }

    private float[] expected() throws Exception {
        try (WholeModel whole = new WholeModel(system.installation().demoModel())) {
            return whole.logits(file());
        }
    }

    /** The image as the manifest says: grey, by 255, padded with black to 32 × 32. */
    private float[] pixels() throws Exception {
        var raster = ImageIO.read(file().toFile()).getRaster();
        int border = (SIDE - raster.getWidth()) / 2;
        float[] pixels = new float[SIDE * SIDE];
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int x = 0; x < raster.getWidth(); x++) {
                pixels[(y + border) * SIDE + x + border] = raster.getSample(x, y, 0) / 255f;
            }
        }
        return pixels;
    }

    private List<Object> nested() throws Exception {
        float[] pixels = pixels();
        List<Object> rows = new ArrayList<>();
        for (int y = 0; y < SIDE; y++) {
            List<Float> row = new ArrayList<>();
            for (int x = 0; x < SIDE; x++) {
                row.add(pixels[y * SIDE + x]);
            }
            rows.add(row);
        }
        return List.of(List.of(rows));
    }

    private static byte[] gzip(byte[] body) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }
}
