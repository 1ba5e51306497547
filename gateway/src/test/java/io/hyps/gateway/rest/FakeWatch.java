package io.hyps.gateway.rest;

import io.hyps.gateway.access.AccessControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it hears. */
final class FakeWatch implements RestWatch {
    static final RestAccess OPEN_TO_ALL = new RestAccess(AccessControl.OPEN, Optional.empty());

    final List<String> answers = new CopyOnWriteArrayList<>();
    final List<String> limits = new CopyOnWriteArrayList<>();

    @Override
    public void answered(String route, String method, int status, Duration took) {
        answers.add(method + " " + route + " " + status);
    }

    @Override
    public void turnedAway(String limit) {
        limits.add(limit);
    }
}
