package io.hyps.bench.transport;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.process.Heap;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.process.DirectoryTree;
import io.hyps.stack.terminal.Answer;
import io.hyps.stack.terminal.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hyps bench transport}: tensors through a broker, our link beside Paho as shipped and the HiveMQ client. */
@Command(
        name = "transport",
        description =
                "Sends payloads through brokers by our link, by Paho as shipped and by the HiveMQ client, in turn.",
        mixinStandardHelpOptions = true)
public final class TransportCommand implements Callable<Integer> {
    private static final int LARGEST_BYTES = 32_000_000;

    @Option(
            names = "--mqtt",
            paramLabel = "URL",
            description = "a broker that is there (default: Mosquitto, if installed, and the embedded one are started)")
    private @Nullable URI mqtt;

    @Option(
            names = "--bytes",
            paramLabel = "N,...",
            split = ",",
            defaultValue = "4000,40000,100000,400000,1000000,4000000,12800000,16000000",
            description = "payload sizes (default: ${DEFAULT-VALUE})")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--qos",
            paramLabel = "Q,...",
            split = ",",
            defaultValue = "0,1",
            description = "default: ${DEFAULT-VALUE}")
    private List<Integer> levels = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "5",
            description = "in each of which every client has a turn (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--millis",
            paramLabel = "MS",
            defaultValue = "200",
            description = "of a turn, once for latency and once for throughput (default: ${DEFAULT-VALUE})")
    private int millis;

    @Mixin
    private Answer answer = new Answer();

    private record Document(List<TransportRow> rows) {}

    @Override
    public Integer call() throws Exception {
        check();
        Heap.useOnce();
        Path work = Files.createTempDirectory("hyps-bench-");
        List<TransportRow> rows = new ArrayList<>();
        try {
            if (mqtt != null) {
                rows.addAll(measure(BenchBroker.given(mqtt)));
            } else {
                if (BenchBroker.mosquittoProgram().isPresent()) {
                    rows.addAll(measureAndClose(BenchBroker.mosquitto(work.resolve("mosquitto"))));
                }
                rows.addAll(measureAndClose(BenchBroker.artemis(work.resolve("artemis"))));
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
        } finally {
            DirectoryTree.delete(work, file -> false);
        }
        if (answer.isJson()) {
            answer.document(new Document(rows));
        } else {
            TransportTable.print(answer.screen(), rows);
        }
        return 0;
    }

    private void check() {
        if (sizes.stream().anyMatch(size -> size < 1 || size > LARGEST_BYTES)) {
            throw new CommandException(ExitCode.BAD_INPUT, "--bytes takes sizes of 1 to " + LARGEST_BYTES);
        }
        if (levels.stream().anyMatch(qos -> qos != 0 && qos != 1)) {
            throw new CommandException(ExitCode.BAD_INPUT, "--qos takes 0 and 1");
        }
        if (rounds < 1 || millis < 1) {
            throw new CommandException(ExitCode.BAD_INPUT, "--rounds and --millis must be 1 or more");
        }
    }

    private List<TransportRow> measureAndClose(BenchBroker broker) throws Exception {
        try (broker) {
            return measure(broker);
        }
    }

    private List<TransportRow> measure(BenchBroker broker) throws Exception {
        List<TransportRow> rows = new ArrayList<>();
        try (Progress progress = Progress.start(
                answer.errorStream(), answer.errors().traits(), broker.name(), (long) sizes.size() * levels.size())) {
            for (int qos : levels) {
                for (int bytes : sizes) {
                    rows.addAll(rows(broker, bytes, qos));
                    progress.step();
                }
            }
        }
        return rows;
    }

    /** All clients stay connected and have their turns one after another; a first turn of each is not counted. */
    private List<TransportRow> rows(BenchBroker broker, int bytes, int qos) throws Exception {
        List<Turns> all = new ArrayList<>();
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (Clients client : Clients.values()) {
                all.add(new Turns(client, Exchange.open(client, broker.url(), qos, bytes), new ArrayList<>()));
            }
            for (int round = -1; round < rounds; round++) {
                for (Turns turns : all) {
                    List<Long> latencies = turns.exchange().latencies(nanos);
                    double speed = turns.exchange().bytesPerSecond(nanos);
                    if (round >= 0) {
                        turns.rounds().add(new TransportRow.Round(speed, latencies));
                    }
                }
            }
        } finally {
            for (Turns turns : all) {
                turns.exchange().close();
            }
        }
        return all.stream()
                .map(turns -> TransportRow.of(broker.name(), turns.client(), bytes, qos, turns.rounds()))
                .toList();
    }

    /** What one client has done so far. */
    private record Turns(Clients client, Exchange exchange, List<TransportRow.Round> rounds) {}
}
