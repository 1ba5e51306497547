package io.hyps.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events, as WHATWG HTML 9.2.6 has them. */
final class EventStream implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    private String lastId = "";

    private EventStream(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    static EventStream open(URI uri, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new EventStream(
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    int status() {
        return response.statusCode();
    }

    String contentType() {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    String lastId() {
        return lastId;
    }

    /** Reads until the first id is known, which comes before any event. */
    void awaitPosition() throws IOException {
        while (lastId.isEmpty()) {
            read(lines.readLine());
        }
    }

    /** The data of the next event; waits for it. */
    String next() throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); ; line = lines.readLine()) {
            if (line == null) {
                throw new IOException("the stream ended");
            }
            if (line.isEmpty() && data.length() > 0) {
                return data.toString();
            }
            if (line.startsWith("data: ")) {
                data.append(line.substring("data: ".length()));
            } else {
                read(line);
            }
        }
    }

    private void read(@Nullable String line) throws IOException {
        if (line == null) {
            throw new IOException("the stream ended");
        }
        if (line.startsWith("id: ")) {
            lastId = line.substring("id: ".length());
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
