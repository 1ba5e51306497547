package io.hyps.gateway.rest;

import java.util.HashMap;
import java.util.Map;

/** Bounds what each client has under way. Remembers only those that have something. Safe for use from many threads. */
final class PlacesByClient {
    private final int mostOfOne;
    private final Map<String, Integer> taken = new HashMap<>();

    PlacesByClient(int mostOfOne) {
        this.mostOfOne = mostOfOne;
    }

    /** Takes one of the client's places, if it has one left. */
    synchronized boolean enter(String client) {
        int before = taken.getOrDefault(client, 0);
        if (before == mostOfOne) {
            return false;
        }
        taken.put(client, before + 1);
        return true;
    }

    /** Gives one back. */
    synchronized void leave(String client) {
        taken.computeIfPresent(client, (same, places) -> places == 1 ? null : places - 1);
    }

    synchronized int clients() {
        return taken.size();
    }
}
