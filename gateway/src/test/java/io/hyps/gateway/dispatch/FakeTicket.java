package io.hyps.gateway.dispatch;

import io.hyps.gateway.kafka.FrameTicket;

/** A record's place in a partition. */
final class FakeTicket implements FrameTicket {
    private boolean live = true;
    private boolean completed;

    void revoke() {
        live = false;
    }

    boolean completed() {
        return completed;
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Override
    public void complete() {
        completed = true;
    }
}
