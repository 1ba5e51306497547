package io.hyps.gateway.rest;

import io.hyps.gateway.access.AccessControl;
import io.hyps.gateway.access.Account;
import io.hyps.gateway.access.Role;
import io.hyps.gateway.access.TokenCheck;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before all routes: a request for anything but health and the documents needs a token (RFC 6750), if there are any,
 * and may not come more often than the limit says. Works before a body is read. For the event loop.
 */
final class AccessGuard {
    private static final Logger LOG = LoggerFactory.getLogger(AccessGuard.class);
    private static final String ACCOUNT = "hyps.account";
    /** So that who only guesses does not take up all checks while the issuer is slow. */
    private static final int SHARE_OF_AN_ADDRESS = 4;

    private static final Set<String> OPEN =
            Set.of("/v1", "/v1/page.js", "/v1/openapi.json", "/v2/health/live", "/v2/health/ready", "/q/health");
    private static final String OPEN_BELOW = "/q/health/";
    private static final String READ_BELOW = "/q/";
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]{1,8192}=*) *");
    private static final String REALM = "Bearer realm=\"hyps\"";

    private final AccessControl tokens;
    private final Optional<RateLimits> limits;
    private final Optional<RateLimiter> accounts;
    private final Optional<RateLimiter> strangers;
    private final Admission checks;
    private final PlacesByClient checksByAddress;
    private final Executor workers;
    private final RestWatch watch;

    /** @param mostChecks tokens that workers look at at a time, of all clients */
    AccessGuard(RestAccess access, int mostChecks, Executor workers, RestWatch watch) {
        this.tokens = access.tokens();
        this.limits = access.rate();
        this.accounts = limits.map(rate -> new RateLimiter(rate, System::nanoTime));
        this.strangers = limits.map(rate -> new RateLimiter(rate, System::nanoTime));
        this.checks = new Admission(mostChecks, 0);
        this.checksByAddress = new PlacesByClient(Math.max(1, mostChecks / SHARE_OF_AN_ADDRESS));
        this.workers = workers;
        this.watch = watch;
    }

    void handle(RoutingContext routing) {
        String path = String.valueOf(routing.normalizedPath());
        if (OPEN.contains(path) || path.startsWith(OPEN_BELOW)) {
            routing.next();
        } else if (tokens.isOpen()) {
            count(routing, strangers, address(routing));
        } else {
            identify(routing);
        }
    }

    private void identify(RoutingContext routing) {
        List<String> headers = routing.request().headers().getAll("Authorization");
        if (headers.isEmpty()) {
            refuseStranger(routing, unauthorized("send a token: 'Authorization: Bearer …'", REALM));
            return;
        }
        Matcher bearer = BEARER.matcher(headers.get(0));
        if (headers.size() > 1 || !bearer.matches()) {
            refuseStranger(routing, invalid("the header Authorization is not 'Bearer' and one token"));
            return;
        }
        String token = bearer.group(1);
        if (tokens.needsTime(token)) {
            checkAside(routing, token);
        } else {
            checked(routing, tokens.check(token));
        }
    }

    private void checkAside(RoutingContext routing, String token) {
        String address = address(routing);
        if (!checksByAddress.enter(address)) {
            refuse(
                    routing,
                    RefusedException.busy("many tokens from this address are being checked; come again")
                            .by("requests"));
            return;
        }
        Optional<Admission.Place> place = checks.enter();
        if (place.isEmpty()) {
            checksByAddress.leave(address);
            refuse(routing, busy());
            return;
        }
        Context loop = routing.vertx().getOrCreateContext();
        routing.request().pause();
        try {
            workers.execute(() -> {
                Runnable then = check(routing, token);
                place.get().close();
                checksByAddress.leave(address);
                loop.runOnContext(now -> then.run());
            });
        } catch (RejectedExecutionException e) {
            place.get().close();
            checksByAddress.leave(address);
            refuse(routing, busy());
        }
    }

    /** Looks at a token; whatever comes of it, the request is answered. */
    private Runnable check(RoutingContext routing, String token) {
        try {
            TokenCheck check = tokens.check(token);
            return () -> checked(routing, check);
        } catch (RuntimeException | Error e) {
            fault(e);
            return () -> refuse(routing, new RefusedException(500, "a fault of the gateway; its log has more"));
        }
    }

    /** Without the fault's text, in which the token may stand. */
    private static void fault(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        LOG.error(
                "token check failed fault={} at={}", e.getClass().getName(), trace.length == 0 ? "unknown" : trace[0]);
    }

    private static RefusedException busy() {
        return RefusedException.busy("the gateway ends, or is too busy; come again")
                .by("requests");
    }

    private void checked(RoutingContext routing, TokenCheck check) {
        if (routing.response().closed()) {
            return;
        }
        if (check instanceof TokenCheck.Accepted accepted) {
            routing.put(ACCOUNT, accepted.account());
            String path = String.valueOf(routing.normalizedPath());
            if (path.startsWith(READ_BELOW) && !allows(routing, Role.READ)) {
                return;
            }
            count(routing, accounts, accepted.account().name());
        } else if (check instanceof TokenCheck.Refused refused) {
            refuseStranger(routing, invalid(refused.reason()));
        } else if (check instanceof TokenCheck.Undecided undecided) {
            refuse(routing, RefusedException.busy(undecided.reason()));
        } else {
            throw new IllegalStateException("unknown check " + check);
        }
    }

    /** Passes on the request of an account that has one of these roles; none are named for what is open to all. */
    void permit(RoutingContext routing, Role... roles) {
        if (roles.length == 0 || allows(routing, roles)) {
            routing.next();
        }
    }

    /** Until when the request's token is taken; nothing: until the gateway ends. */
    static Optional<Instant> until(RoutingContext routing) {
        return Optional.<Account>ofNullable(routing.get(ACCOUNT)).flatMap(Account::until);
    }

    private boolean allows(RoutingContext routing, Role... roles) {
        Account account = routing.get(ACCOUNT);
        boolean allowed =
                tokens.isOpen() || (account != null && Stream.of(roles).anyMatch(account::has));
        if (!allowed) {
            String scopes = Stream.of(roles).map(Role::scope).collect(Collectors.joining(" "));
            String names = Stream.of(roles).map(Role::toString).collect(Collectors.joining("' or '"));
            refuse(
                    routing,
                    new RefusedException(403, "the token has not the role '" + names + "'")
                            .with(
                                    "WWW-Authenticate",
                                    REALM + ", error=\"insufficient_scope\", scope=\"" + scopes + "\""));
        }
        return allowed;
    }

    private void count(RoutingContext routing, Optional<RateLimiter> limiter, String client) {
        if (limiter.isEmpty()) {
            routing.next();
            return;
        }
        RateLimiter.Turn turn = limiter.get().take(client);
        announce(routing.response(), turn);
        if (turn.isLetIn()) {
            routing.next();
        } else {
            refuse(routing, tooOften(turn));
        }
    }

    /** Guessing counts too, by where it comes from: those who have a token are not held up by it. */
    private void refuseStranger(RoutingContext routing, RefusedException reason) {
        Optional<RateLimiter.Turn> turn = strangers.map(limiter -> limiter.take(address(routing)));
        turn.ifPresent(counted -> announce(routing.response(), counted));
        refuse(
                routing,
                turn.filter(counted -> !counted.isLetIn())
                        .map(AccessGuard::tooOften)
                        .orElse(reason));
    }

    private static RefusedException tooOften(RateLimiter.Turn turn) {
        return new RefusedException(429, "this client comes too often")
                .with("Retry-After", Long.toString(seconds(turn.nextIn())))
                .by("rate");
    }

    /** As draft-ietf-httpapi-ratelimit-headers-10 has them. */
    private void announce(HttpServerResponse response, RateLimiter.Turn turn) {
        RateLimits rate = limits.orElseThrow();
        response.putHeader("RateLimit-Policy", "\"default\";q=" + rate.requests() + ";w=" + seconds(rate.period()));
        response.putHeader("RateLimit", "\"default\";r=" + turn.left() + ";t=" + seconds(turn.allIn()));
    }

    private static long seconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }

    private static RefusedException unauthorized(String message, String challenge) {
        return new RefusedException(401, message).with("WWW-Authenticate", challenge);
    }

    private static RefusedException invalid(String reason) {
        return unauthorized(reason, REALM + ", error=\"invalid_token\"");
    }

    private static String address(RoutingContext routing) {
        return ClientAddress.of(routing.request().remoteAddress());
    }

    private void refuse(RoutingContext routing, RefusedException reason) {
        new Exchange(routing, watch).refuse(reason);
    }
}
