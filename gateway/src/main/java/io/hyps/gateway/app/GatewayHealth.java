package io.hyps.gateway.app;

import io.hyps.gateway.rest.Health;
import java.util.Optional;
import java.util.function.Supplier;

/** How the gateway is, for HTTP clients; the same as /q/health says. */
final class GatewayHealth implements Health {
    private final Supplier<Optional<Gateway>> gateway;

    GatewayHealth(Supplier<Optional<Gateway>> gateway) {
        this.gateway = gateway;
    }

    @Override
    public boolean isLive() {
        return gateway.get().map(Gateway::isAlive).orElse(true);
    }

    @Override
    public boolean isReady() throws InterruptedException {
        Optional<Gateway> running = gateway.get();
        return running.isPresent() && running.get().readiness().ready();
    }
}
