package io.hyps.stack.cli;

import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.json.Json;
import io.hyps.stack.brokers.BrokerException;
import io.hyps.stack.brokers.KafkaBroker;
import io.hyps.stack.brokers.MqttBroker;
import io.hyps.stack.process.TcpPort;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hyps brokers}: the embedded brokers in a process of their own, until it is told to stop. */
@Command(
        name = "brokers",
        hidden = true,
        description = {
            "Runs an MQTT and a Kafka broker on this machine's loopback interface until it is stopped.",
            "Prints one line of JSON with their addresses once both accept connections."
        })
final class BrokersCommand implements Callable<Integer> {
    @Option(names = "--mqtt-port", paramLabel = "PORT", defaultValue = "1883", description = "0 for any that is free")
    private int mqttPort;

    @Option(names = "--kafka-port", paramLabel = "PORT", defaultValue = "9092", description = "0 for any that is free")
    private int kafkaPort;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "where Kafka keeps its records")
    private @Nullable Path data;

    @Option(names = "--only", description = "one of them: ${COMPLETION-CANDIDATES}")
    private @Nullable Kind only;

    @Spec
    private @Nullable CommandSpec spec;

    /** A broker by what it speaks. */
    enum Kind {
        mqtt,
        kafka
    }

    @Override
    public Integer call() throws InterruptedException {
        Path directory = java.util.Objects.requireNonNull(data).toAbsolutePath();
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            Map<String, String> ready = new LinkedHashMap<>();
            if (only != Kind.kafka) {
                MqttBroker mqtt = MqttBroker.start(TcpPort.orFree(mqttPort), directory.resolve("mqtt"));
                Runtime.getRuntime().addShutdownHook(new Thread(mqtt::close, "stop-mqtt"));
                ready.put("mqtt", mqtt.url().toString());
            }
            if (only != Kind.mqtt) {
                KafkaBroker kafka =
                        KafkaBroker.start(TcpPort.orFree(kafkaPort), TcpPort.findFree(), directory.resolve("kafka"));
                Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-kafka"));
                ready.put("kafka", kafka.bootstrap());
            }
            PrintWriter out =
                    java.util.Objects.requireNonNull(spec).commandLine().getOut();
            out.println(new String(Json.encode(ready), StandardCharsets.UTF_8));
            out.flush();
        } catch (BrokerException e) {
            throw new CommandException(
                    ExitCode.BAD_INPUT, e.getMessage() + "; choose others with --mqtt-port and --kafka-port", e);
        }
        stopped.await();
        return ExitCode.DONE.number();
    }
}
