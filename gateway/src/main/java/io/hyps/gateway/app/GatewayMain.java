package io.hyps.gateway.app;

import io.hyps.protocol.command.CommandRunner;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts one gateway. */
@QuarkusMain
public final class GatewayMain {
    private GatewayMain() {}

    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        System.exit(CommandRunner.of(new GatewayCommand()).execute(arguments));
    }
}
