package io.hyps.bench.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.brokers.MqttBroker;
import io.hyps.stack.process.TcpPort;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void measuresEveryClientAtEachSizeAndQualityOfService(@TempDir Path directory) throws Exception {
        try (MqttBroker broker = MqttBroker.start(TcpPort.findFree(), directory)) {
            int exitCode = run(
                    "--mqtt",
                    broker.url().toString(),
                    "--bytes",
                    "5000,200000",
                    "--rounds",
                    "1",
                    "--millis",
                    "1",
                    "--json");

            assertThat(exitCode).isZero();
        }
        assertThat(out.toString().split("\"mbPerSecond\" : (?!0\\.0,)")).hasSize(1 + 2 * 2 * 3);
        for (String client : new String[] {"hyps", "paho", "hivemq"}) {
            assertThat(out.toString().split("\"client\" : \"" + client + "\"")).hasSize(1 + 2 * 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--bytes, 0, sizes of 1 to",
        "--bytes, 40000000, sizes of 1 to",
        "--qos, 2, takes 0 and 1",
        "--rounds, 0, must be 1 or more"
    })
    void refusesWhatCannotBeMeasuredInOneLine(String option, String value, String message) {
        assertThat(run(option, value)).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(errors.toString().lines()).singleElement().asString().contains(message);
    }

    private int run(String... arguments) {
        return CommandRunner.of(new TransportCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
