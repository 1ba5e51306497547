package io.hyps.gateway.rest;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;

/** Measures one request until its answer begins. For the event loop. */
final class RequestTimer {
    private static final String OTHER = "other";
    private static final int CLIENT_GONE = 0;
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);

    private final RoutingContext routing;
    private final RestWatch watch;
    private final long beganNanos = System.nanoTime();
    private boolean reported;

    RequestTimer(RoutingContext routing, RestWatch watch) {
        this.routing = routing;
        this.watch = watch;
    }

    void start() {
        routing.addHeadersEndHandler(answered -> report(routing.response().getStatusCode()));
        routing.addEndHandler(over -> report(CLIENT_GONE));
    }

    private void report(int status) {
        if (!reported) {
            reported = true;
            HttpMethod method = routing.request().method();
            watch.answered(
                    route(),
                    METHODS.contains(method) ? method.name() : OTHER,
                    status,
                    Duration.ofNanos(System.nanoTime() - beganNanos));
        }
    }

    private String route() {
        Route route = routing.currentRoute();
        String path = route == null ? null : route.getPath();
        return path == null || path.endsWith("*") || path.endsWith("/") ? OTHER : path.replaceAll(":([a-z]+)", "{$1}");
    }
}
