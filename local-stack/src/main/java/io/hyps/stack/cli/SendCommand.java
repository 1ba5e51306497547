package io.hyps.stack.cli;

import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Rate;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorOptions;
import io.hyps.stack.sensor.Shot;
import io.hyps.stack.terminal.Answer;
import io.hyps.stack.terminal.Progress;
import io.hyps.stack.terminal.Screen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hyps send}: a sensor on the command line. */
@Command(
        name = "send",
        description = {
            "Sends images as a sensor would, each again until the gateway has accepted it.",
            "With --wait it prints the answers; exit code 1 if one is an error or does not come."
        },
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
    private static final int WINDOW = 64;

    @Option(names = "--model", required = true, description = "the model's name, such as fashion")
    private String model = "";

    @Option(names = "--sensor", paramLabel = "ID", defaultValue = "hyps-send", description = "default: hyps-send")
    private String sensor = "";

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            converter = RateConverter.class,
            description = "at most so many a second, such as 10/s")
    private @Nullable Rate rate;

    @Option(names = "--wait", description = "wait for the answers and print them")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = TimeConverter.class,
            description = "how long to wait once nothing moves, such as 30s (default: 60s)")
    private Duration timeout = Duration.ofSeconds(60);

    @Mixin
    private MqttOption mqtt = new MqttOption();

    @Mixin
    private Answer answer = new Answer();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "PNG, JPEG, WebP, GIF or BMP files, or directories for all that they hold")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws InterruptedException {
        List<Path> images = ImageFiles.find(files);
        SensorOptions options = options();
        SendReport report;
        try (MqttLink link = mqtt.open()) {
            report = send(link, options, images);
        } catch (LinkException e) {
            throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
        if (answer.isJson()) {
            answer.document(report);
        }
        return (report.isComplete() ? ExitCode.DONE : ExitCode.CHECK_FAILED).number();
    }

    private SendReport send(MqttLink link, SensorOptions options, List<Path> images)
            throws LinkException, InterruptedException {
        boolean showProgress = !wait || answer.isJson();
        try (AnswerPrinter printer = new AnswerPrinter(answer, wait && !answer.isJson());
                Progress progress = showProgress && images.size() > 1
                        ? Progress.start(answer.errorStream(), answer.errors().traits(), "sending", images.size())
                        : Progress.NONE;
                Sensor source = Sensor.open(link, options, printer.listening(progress, wait))) {
            Rate.Pace pace = rate == null ? Rate.Pace.NONE : rate.pace(System::nanoTime);
            int sent = 0;
            for (Path image : images) {
                pace.await();
                if (!source.send(Shot.of(ImageFiles.read(image)), timeout)) {
                    break;
                }
                sent++;
            }
            source.awaitDone(timeout);
            List<Shot> missing = source.underWay();
            sayMissing(source, missing, images.size() - sent);
            return printer.report(options, images.size(), sent, missing);
        }
    }

    private void sayMissing(Sensor source, List<Shot> missing, int unsent) {
        if (missing.isEmpty() && unsent == 0) {
            return;
        }
        Screen errors = answer.errors();
        int unaccepted = source.unaccepted().size();
        String why = source.refusal()
                .map(r -> r instanceof PublishOutcome.Refused refused
                        ? "; the broker refuses them: " + refused.reason()
                        : "; no gateway listens: is one running? ('hyps status')")
                .orElse("");
        errors.line(errors.red("✗") + " within " + timeout.toSeconds() + " s: " + unaccepted + " not accepted"
                + (wait ? ", " + (missing.size() - unaccepted) + " accepted but not answered" : "")
                + (unsent > 0 ? ", " + unsent + " not sent" : "") + why);
    }

    private SensorOptions options() {
        try {
            return new SensorOptions(sensor, model, WINDOW, wait);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }
}
