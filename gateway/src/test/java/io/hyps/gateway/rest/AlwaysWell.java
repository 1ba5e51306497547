package io.hyps.gateway.rest;

/** A gateway that lacks nothing. */
record AlwaysWell() implements Health {
    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public boolean isReady() {
        return true;
    }
}
