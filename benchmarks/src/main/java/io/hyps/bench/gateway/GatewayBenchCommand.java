package io.hyps.bench.gateway;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.process.Heap;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.stack.parts.StackException;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.process.DirectoryTree;
import io.hyps.stack.terminal.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hyps bench gateway}: images of many sensors at full speed; one answer for each, whatever is killed. */
@Command(
        name = "gateway",
        description = {
            "Sends images of many sensors at full speed through gateways and runners, a process each, with Mosquitto and",
            "Kafka; checks that each has one answer. Then ingest alone beside Kafka's own producer.",
            "Exit code 1 if an image was lost, answered twice or with an error, or the broker dropped a message."
        },
        mixinStandardHelpOptions = true)
public final class GatewayBenchCommand implements Callable<Integer> {
    @Option(names = "--images", paramLabel = "N", defaultValue = "10000", description = "default: ${DEFAULT-VALUE}")
    private int images;

    @Option(names = "--sensors", paramLabel = "S", defaultValue = "50", description = "default: ${DEFAULT-VALUE}")
    private int sensors;

    @Option(
            names = "--window",
            paramLabel = "W",
            defaultValue = "16",
            description = "images under way of each sensor (default: ${DEFAULT-VALUE})")
    private int window;

    @Option(names = "--gateways", paramLabel = "G", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
    private int gateways;

    @Option(names = "--runners", paramLabel = "R", defaultValue = "2", description = "default: ${DEFAULT-VALUE}")
    private int runners;

    @Option(
            names = "--kills",
            paramLabel = "K",
            defaultValue = "0",
            description = "of a gateway (SIGKILL), at random moments; it is started again at once (default: none)")
    private int kills;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "of the moments (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--ingest-images",
            paramLabel = "N",
            defaultValue = "20000",
            description = "for ingest alone; 0 leaves that out (default: ${DEFAULT-VALUE})")
    private int ingestImages;

    @Option(
            names = "--ingest-bytes",
            paramLabel = "B",
            defaultValue = "10000",
            description = "of each of those (default: ${DEFAULT-VALUE})")
    private int ingestBytes;

    @Option(
            names = "--mqtt",
            paramLabel = "URL",
            description =
                    "a broker that is there (default: Mosquitto is started if it is installed, else the embedded one)")
    private @Nullable URI mqtt;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws Exception {
        check();
        Heap.useOnce();
        Path work = Files.createTempDirectory("hyps-bench-");
        boolean stalled = false;
        try (BenchBroker broker = mqtt == null ? BenchBroker.usual(work.resolve("mqtt")) : BenchBroker.given(mqtt)) {
            GatewayReport report = measure(broker, work);
            if (answer.isJson()) {
                answer.document(report);
            } else {
                GatewayText.print(answer.screen(), report);
            }
            return report.isRight() ? ExitCode.DONE.number() : ExitCode.CHECK_FAILED.number();
        } catch (StackException | IOException e) {
            throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
        } catch (StalledException e) {
            stalled = true;
            throw new CommandException(ExitCode.CHECK_FAILED, String.valueOf(e.getMessage()), e);
        } finally {
            boolean keep = stalled;
            DirectoryTree.delete(work, file -> keep && file.toString().endsWith(".log"));
        }
    }

    private void check() {
        if (images < 1 || sensors < 1 || window < 1 || gateways < 1 || ingestBytes < 1) {
            throw new CommandException(
                    ExitCode.BAD_INPUT,
                    "--images, --sensors, --window, --gateways and --ingest-bytes must be 1 or more");
        }
        if (kills < 0 || ingestImages < 0) {
            throw new CommandException(ExitCode.BAD_INPUT, "--kills and --ingest-images must be 0 or more");
        }
        try {
            StackOptions.requireRunners(runners);
            StackOptions.requireGateways(gateways);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private GatewayReport measure(BenchBroker broker, Path work) throws Exception {
        answer.errors().line("  " + images + " images through " + gateways + " gateways");
        GatewayReport report = new GatewayTrial(
                        new GatewayTrial.Setting(images, sensors, window, gateways, runners, kills, seed))
                .run(broker, work.resolve("whole"));
        if (ingestImages == 0) {
            return report;
        }
        answer.errors().line("  ingest alone");
        return report.with(
                new IngestTrial(ingestImages, ingestBytes, sensors, window).run(broker, work.resolve("ingest")));
    }
}
