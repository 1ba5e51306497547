package io.hyps.gateway.rest;

import io.hyps.protocol.Payload;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One request and its answer on the wire: reads the body within limits of size and time, writes one reply. Its methods
 * are for the event loop, but {@link #reply} may be called from any thread.
 */
final class Exchange {
    /** How long what a refused client still sends is read and thrown away, so that it gets to read the answer. */
    private static final long LINGER_MILLIS = 1000;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context loop;
    private final RestWatch watch;
    private boolean refused;
    private boolean replied;
    private long uploadTimer = -1;

    Exchange(RoutingContext routing, RestWatch watch) {
        this.routing = routing;
        this.watch = watch;
        this.request = routing.request();
        this.response = routing.response();
        this.loop = routing.vertx().getOrCreateContext();
    }

    String path() {
        return String.valueOf(request.path());
    }

    /**
     * Reads the body.
     *
     * @param place gets room for it before it is read
     * @param then gets the request, unless it was refused before
     */
    void receive(Admission.Place place, RestLimits limits, Consumer<Request> then) {
        long announced = announcedBytes();
        if (announced > limits.largestBodyBytes()) {
            refuse(tooLarge(limits));
            return;
        }
        if (announced > 0 && !place.take(announced)) {
            refuse(RefusedException.noRoom());
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            response.writeContinue();
        }
        BodyBytes body = new BodyBytes(announced);
        request.handler(chunk -> {
            boolean fits = body.size() + chunk.length() <= limits.largestBodyBytes();
            if (!refused && (!fits || (announced < 0 && !place.take(chunk.length())))) {
                refuse(fits ? RefusedException.noRoom() : tooLarge(limits));
            } else if (!refused) {
                body.append(chunk);
            }
        });
        request.endHandler(end -> {
            stopTimer();
            if (!refused) {
                read(body.take(), then);
            }
        });
        routing.addEndHandler(over -> stopTimer());
        startTimer(limits.uploadTimeout());
        request.resume();
    }

    private void read(Payload body, Consumer<Request> then) {
        try {
            then.accept(request(body));
        } catch (RefusedException e) {
            refuse(e);
        }
    }

    /** The request without a body; what the client may send as one is not read. */
    Request request(Payload body) throws RefusedException {
        return new Request(Map.copyOf(routing.pathParams()), queries(), headers(), body);
    }

    private Map<String, List<String>> queries() throws RefusedException {
        Map<String, List<String>> queries = new HashMap<>();
        try {
            MultiMap parameters = routing.queryParams();
            parameters.names().forEach(name -> queries.put(name, parameters.getAll(name)));
        } catch (RuntimeException e) {
            throw new RefusedException(400, "the query is not rightly percent-encoded", e);
        }
        return queries;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach((name, value) ->
                        headers.merge(name.toLowerCase(Locale.ROOT), value, (one, other) -> one + ", " + other));
        return headers;
    }

    private long announcedBytes() {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static RefusedException tooLarge(RestLimits limits) {
        return new RefusedException(413, "the body has more than " + limits.largestBodyBytes() + " bytes");
    }

    private void startTimer(Duration uploadTimeout) {
        uploadTimer = routing.vertx()
                .setTimer(
                        uploadTimeout.toMillis(),
                        timer -> refuse(new RefusedException(
                                408, "the body did not come within " + uploadTimeout.toSeconds() + " s")));
    }

    private void stopTimer() {
        if (uploadTimer != -1) {
            routing.vertx().cancelTimer(uploadTimer);
            uploadTimer = -1;
        }
    }

    void refuse(RefusedException reason) {
        refused = true;
        reason.limit().ifPresent(watch::turnedAway);
        reply(Errors.reply(path(), reason));
    }

    /** Writes the answer, if there was none before. */
    void reply(Reply reply) {
        loop.runOnContext(now -> write(reply));
    }

    private void write(Reply reply) {
        stopTimer();
        if (replied || response.ended() || response.closed()) {
            return;
        }
        replied = true;
        boolean unread = !request.isEnded() && mayHaveBody();
        response.setStatusCode(reply.status());
        response.putHeader("Content-Type", reply.contentType());
        response.putHeader("Cache-Control", "no-store");
        response.putHeader("X-Content-Type-Options", "nosniff");
        reply.headers().forEach(response::putHeader);
        var unused = response.end(Buffer.buffer(reply.body().array())).onComplete(ended -> {
            if (unread) {
                linger();
            }
        });
    }

    private boolean mayHaveBody() {
        return request.getHeader("Content-Length") != null || request.getHeader("Transfer-Encoding") != null;
    }

    private void linger() {
        request.handler(chunk -> {});
        request.resume();
        routing.vertx().setTimer(LINGER_MILLIS, timer -> {
            if (!request.isEnded()) {
                var unused = request.connection().close();
            }
        });
    }

    /** Runs when the answer is written, or the client has gone. */
    void whenOver(Runnable over) {
        routing.addEndHandler(end -> over.run());
    }

    /** Ends the answer, then the connection: at the latest after that time, if the client does not read. */
    void endAndClose(String last, Duration atMost) {
        boolean isShared = request.version() == HttpVersion.HTTP_2;
        long timer = routing.vertx().setTimer(atMost.toMillis(), late -> closeUnless(isShared));
        var unused = response.end(last).onComplete(ended -> {
            routing.vertx().cancelTimer(timer);
            closeUnless(isShared);
        });
    }

    private void closeUnless(boolean isShared) {
        if (!isShared) {
            var unused = request.connection().close();
        }
    }

    HttpServerResponse response() {
        return response;
    }
}
