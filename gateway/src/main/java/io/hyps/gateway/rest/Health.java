package io.hyps.gateway.rest;

/** How the gateway is. May block for a few seconds. Safe for use from many threads. */
public interface Health {
    /** Whether it works, or waits for what it needs; if not, only a restart helps. */
    boolean isLive();

    /** Whether frames can be taken and answered now. */
    boolean isReady() throws InterruptedException;
}
