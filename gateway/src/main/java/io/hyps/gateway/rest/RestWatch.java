package io.hyps.gateway.rest;

import java.time.Duration;

/** Hears of requests. Its methods must not block; any thread may call them. */
public interface RestWatch {
    /**
     * An answer begins, or its client has gone before.
     *
     * @param route as the OpenAPI document names it; {@code other} where nothing is, and for what is refused before
     * @param method {@code other}, too, for those that nothing here takes
     * @param status {@code 0} if the client has gone
     */
    void answered(String route, String method, int status, Duration took);

    /**
     * A request was turned away, for now.
     *
     * @param limit {@code rate}, {@code requests}, {@code bytes} or {@code streams}
     */
    void turnedAway(String limit);
}
