package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DocumentsTest {
    private final JsonNode document = read();

    @Test
    void nameEveryPathThatIsServedAndNoOther() throws Exception {
        Vertx vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        try (RestServer server =
                new RestServer(limits(), FakeWatch.OPEN_TO_ALL, new AlwaysWell(), new FakeWatch(), "test")) {
            server.mount(router);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }

        Set<String> served = router.getRoutes().stream()
                .map(Route::getPath)
                .filter(path -> path != null && !path.equals("/v1/") && !path.equals("/v2/") && !path.endsWith("*"))
                .map(path -> path.replaceAll(":([a-z]+)", "{$1}"))
                .collect(Collectors.toSet());

        assertThat(served).containsExactlyInAnyOrderElementsOf(names(document.get("paths")));
    }

    @Test
    void referToWhatIsThere() {
        for (String reference : document.findValuesAsText("$ref")) {
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
    }

    @Test
    void allowThePageNothingFromElsewhere() {
        assertThat(Documents.page().headers())
                .containsEntry(
                        "Content-Security-Policy", "default-src 'self'; base-uri 'none'; frame-ancestors 'none'");
        assertThat(Documents.page().body().text())
                .contains("src=\"/v1/page.js\"")
                .doesNotContain("http:", "https:");
        assertThat(Documents.script().body().text()).contains("/v1/openapi.json");
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper().readTree(Documents.openApi().body().array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            names.add(each.next());
        }
        return names;
    }

    private static RestLimits limits() {
        Duration second = Duration.ofSeconds(1);
        return new RestLimits(1, 1, 4, second, second, second, second, 1, second);
    }
}
