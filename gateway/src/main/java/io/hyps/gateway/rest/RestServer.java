package io.hyps.gateway.rest;

import io.hyps.gateway.access.Role;
import io.hyps.protocol.Payload;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is answered below /v1 and /v2. Bodies are read on the event loop, so that slow clients hold no thread; then a
 * request has a thread to itself, as many as requests are let in. Frames are taken from {@link #open} on.
 */
public final class RestServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
    private static final int FIRST = -100_000;

    private final RestLimits limits;
    private final Health health;
    private final ModelEndpoints models;
    private final Admission frames;
    private final Admission questions;
    private final BodyDecoder decoder;
    private final ResultEvents events;
    private final ExecutorService workers;
    private final RestWatch watch;
    private final AccessGuard guard;
    private volatile @Nullable FrameDesk desk;

    /** @param version the gateway's, told to clients */
    public RestServer(RestLimits limits, RestAccess access, Health health, RestWatch watch, String version) {
        this.limits = limits;
        this.health = health;
        this.watch = watch;
        this.models = new ModelEndpoints(version);
        this.frames = new Admission(limits.mostRequests(), limits.mostBytes());
        this.questions = new Admission(limits.mostRequests(), 0);
        this.decoder = new BodyDecoder(limits.largestBodyBytes());
        this.events = new ResultEvents(limits, Clock.systemUTC());
        AtomicInteger number = new AtomicInteger();
        this.workers = new ThreadPoolExecutor(
                0,
                3 * limits.mostRequests(),
                1,
                TimeUnit.MINUTES,
                new SynchronousQueue<>(),
                task -> new Thread(task, "hyps-rest-" + number.incrementAndGet()));
        this.guard = new AccessGuard(access, limits.mostRequests(), workers, watch);
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.route().order(FIRST).handler(this::watch);
        router.route().order(FIRST + 1).handler(this::checkPath);
        router.route().order(FIRST + 2).handler(guard::handle);
        router.errorHandler(400, this::failed);
        get(router, "/v2", questions, request -> models.server(), Role.values());
        get(router, "/v2/health/live", questions, request -> healthy(health.isLive(), "live"));
        get(router, "/v2/health/ready", questions, request -> healthy(health.isReady(), "ready"));
        for (String model : List.of("/v2/models/:model", "/v2/models/:model/versions/:version")) {
            get(router, model, questions, request -> models.model(requireDesk(), request), Role.values());
            get(router, model + "/ready", questions, request -> models.ready(requireDesk(), request), Role.values());
            post(router, model + "/infer", this::infer);
        }
        post(router, "/v1/models/:model/images", this::image);
        get(
                router,
                "/v1/frames/:frame",
                frames,
                request -> new FrameEndpoint(requireDesk(), limits).handle(request),
                Role.values());
        routed(router, "/v1/models/:model/results", Role.READ).handler(this::stream);
        get(router, "/v1", questions, request -> Documents.page());
        get(router, "/v1/page.js", questions, request -> Documents.script());
        get(router, "/v1/openapi.json", questions, request -> Documents.openApi());
        for (String root : List.of("/v1/*", "/v2/*")) {
            router.route(root)
                    .handler(routing -> refuse(routing, new RefusedException(404, "there is nothing at this path")))
                    .failureHandler(this::failed);
        }
    }

    /** Takes frames from now on. */
    public void open(FrameDesk opened) {
        desk = opened;
    }

    /** Takes no more frames and ends the streams; requests under way go on. */
    @Override
    public void close() throws InterruptedException {
        desk = null;
        events.close();
        workers.shutdown();
    }

    private Reply infer(Request request) throws RefusedException, InterruptedException {
        return new InferEndpoint(models, requireDesk(), limits, Clock.systemUTC()).handle(request);
    }

    private Reply image(Request request) throws RefusedException, InterruptedException {
        return new ImageEndpoint(models, requireDesk(), limits, Clock.systemUTC()).handle(request);
    }

    private static Reply healthy(boolean holds, String what) {
        return Reply.json(holds ? 200 : 503, Map.of(what, holds));
    }

    private FrameDesk requireDesk() throws RefusedException {
        FrameDesk open = desk;
        if (open == null) {
            throw new RefusedException(503, "the gateway is not open: it starts, ends, or Kafka is away")
                    .with("Retry-After", "2");
        }
        return open;
    }

    private void watch(RoutingContext routing) {
        if (isOurs(routing)) {
            new RequestTimer(routing, watch).start();
        }
        routing.next();
    }

    private static boolean isOurs(RoutingContext routing) {
        String path = String.valueOf(routing.request().path());
        return path.startsWith("/v1") || path.startsWith("/v2");
    }

    private void checkPath(RoutingContext routing) {
        Optional<String> refusal = isOurs(routing)
                ? PathCheck.refusal(String.valueOf(routing.request().path()))
                : Optional.empty();
        if (refusal.isPresent()) {
            refuse(routing, RefusedException.badRequest(refusal.get()));
        } else {
            routing.next();
        }
    }

    private void failed(RoutingContext routing) {
        int status = routing.statusCode();
        boolean ofClient = status >= 400 && status < 500;
        if (!ofClient) {
            LOG.error("request failed path={}", routing.request().path(), routing.failure());
        }
        refuse(
                routing,
                new RefusedException(
                        ofClient ? status : 500, ofClient ? "the request is refused" : "a fault of the gateway"));
    }

    private void refuse(RoutingContext routing, RefusedException refused) {
        new Exchange(routing, watch).refuse(refused);
    }

    /** @param roles of which an account needs one; none: it is for everybody */
    private void get(Router router, String path, Admission room, Endpoint endpoint, Role... roles) {
        routed(router, path, roles).handler(routing -> {
            HttpMethod method = routing.request().method();
            boolean isAllowed = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
            if (allowed(routing, isAllowed, "GET, HEAD")) {
                serve(routing, endpoint, room, false);
            }
        });
    }

    private void post(Router router, String path, Endpoint endpoint) {
        routed(router, path, Role.INFER).handler(routing -> {
            if (allowed(routing, routing.request().method().equals(HttpMethod.POST), "POST")) {
                serve(routing, endpoint, frames, true);
            }
        });
    }

    private Route routed(Router router, String path, Role... roles) {
        return router.route(path).failureHandler(this::failed).handler(routing -> guard.permit(routing, roles));
    }

    private boolean allowed(RoutingContext routing, boolean isAllowed, String methods) {
        if (!isAllowed) {
            refuse(routing, new RefusedException(405, "this path takes " + methods + " only").with("Allow", methods));
        }
        return isAllowed;
    }

    private void serve(RoutingContext routing, Endpoint endpoint, Admission room, boolean withBody) {
        Exchange exchange = new Exchange(routing, watch);
        Optional<Admission.Place> entered = room.enter();
        if (entered.isEmpty()) {
            exchange.refuse(RefusedException.busy("too many requests are under way; come again")
                    .by("requests"));
            return;
        }
        Job job = new Job(exchange, endpoint, entered.get());
        exchange.whenOver(job::answered);
        if (withBody) {
            exchange.receive(entered.get(), limits, job::begin);
            return;
        }
        try {
            job.begin(exchange.request(Payload.empty()));
        } catch (RefusedException e) {
            exchange.refuse(e);
        }
    }

    private Reply answer(String path, Endpoint endpoint, Request request, Admission.Place place) {
        try {
            return endpoint.handle(decoder.decode(request.withRoom(place::take)));
        } catch (RefusedException e) {
            e.limit().ifPresent(watch::turnedAway);
            LOG.debug("request refused path={} status={} reason={}", path, e.status(), e.getMessage());
            return Errors.reply(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Errors.reply(path, RefusedException.busy("the gateway ends"));
        } catch (RuntimeException | Error e) {
            LOG.error("request failed path={}", path, e);
            return Errors.reply(path, new RefusedException(500, "a fault of the gateway; its log has more"));
        }
    }

    private void stream(RoutingContext routing) {
        if (!allowed(routing, routing.request().method().equals(HttpMethod.GET), "GET")) {
            return;
        }
        Exchange exchange = new Exchange(routing, watch);
        try {
            Request request = exchange.request(Payload.empty());
            workers.execute(() -> {
                try {
                    events.begin(requireDesk(), request, exchange, AccessGuard.until(routing));
                } catch (RefusedException e) {
                    exchange.refuse(e);
                } catch (RuntimeException e) {
                    LOG.error("stream failed path={}", exchange.path(), e);
                    exchange.refuse(new RefusedException(500, "a fault of the gateway; its log has more"));
                }
            });
        } catch (RefusedException e) {
            exchange.refuse(e);
        } catch (RejectedExecutionException e) {
            exchange.refuse(RefusedException.busy("the gateway ends, or is too busy; come again")
                    .by("requests"));
        }
    }

    /** A request that was let in: leaves when it is answered and all that it began is done. Begun on the event loop. */
    private final class Job {
        private final Exchange exchange;
        private final Endpoint endpoint;
        private final Admission.Place place;
        private final CompletableFuture<Void> answered = new CompletableFuture<>();
        private boolean begun;

        Job(Exchange exchange, Endpoint endpoint, Admission.Place place) {
            this.exchange = exchange;
            this.endpoint = endpoint;
            this.place = place;
        }

        /** The answer is written, or its client gone. */
        void answered() {
            answered.complete(null);
            if (!begun) {
                place.close();
            }
        }

        void begin(Request request) {
            begun = true;
            CompletableFuture<Void> worked = new CompletableFuture<>();
            var unused = CompletableFuture.allOf(answered, worked)
                    .thenCompose(done -> CompletableFuture.allOf(request.held().toArray(CompletableFuture<?>[]::new)))
                    .whenComplete((done, failure) -> place.close());
            try {
                workers.execute(() -> {
                    try {
                        exchange.reply(answer(exchange.path(), endpoint, request, place));
                    } finally {
                        worked.complete(null);
                    }
                });
            } catch (RejectedExecutionException e) {
                exchange.refuse(RefusedException.busy("the gateway ends, or is too busy; come again")
                        .by("requests"));
                worked.complete(null);
            }
        }
    }
}
