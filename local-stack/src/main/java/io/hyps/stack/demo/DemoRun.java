package io.hyps.stack.demo;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.stack.brokers.ResultLog;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackException;
import io.hyps.stack.terminal.Progress;
import io.hyps.stack.terminal.Screen;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** One run of the demo, from nothing to nothing. */
final class DemoRun {
    private static final Duration POLL = Duration.ofMillis(200);
    /** A second record of a frame would come within this time of the last first one. */
    private static final Duration LINGER = Duration.ofMillis(500);

    private static final int PATIENCE_POLLS = 50;
    private static final Duration PLAN_PATIENCE = Duration.ofSeconds(30);

    private final DemoOptions options;
    private final Screen screen;
    private final PrintStream errors;
    private final DemoScreen demoScreen;
    private final long startedNanos = System.nanoTime();

    DemoRun(DemoOptions options, Screen screen, PrintStream errors) {
        this.options = options;
        this.screen = screen;
        this.errors = errors;
        this.demoScreen = new DemoScreen(screen);
    }

    DemoReport run() throws StackException, InterruptedException, IOException {
        demoScreen.header(options);
        Path directory = Files.createTempDirectory("hyps-demo-");
        Stack stack = Stack.of(options.stack(directory));
        Path plan = directory.resolve("plan");
        CompletableFuture<Samples> planning = CompletableFuture.supplyAsync(() -> planModel(plan));
        stack.onStop(() -> end(planning));
        Outcome outcome;
        try (stack) {
            stack.start(screen::done);
            Samples samples = join(planning);
            screen.done("plan", options.runners() + " partitions, checked against the whole model", elapsed());
            DemoModel.publish(stack, plan);
            PublishedPlan published = activePlan(stack);
            screen.done("model active", "epoch " + published.epoch() + " on every runner", elapsed());
            outcome = sendAndCompare(stack, samples, published);
            show(outcome, samples);
        }
        demoScreen.end(outcome.report(), outcome.tally().firstError(), elapsed().toMillis() / 1000.0);
        return outcome.report();
    }

    private Samples planModel(Path plan) {
        try {
            Samples samples = Samples.read(options.installation());
            DemoModel.plan(options.installation(), options.runners(), plan);
            return samples;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private Outcome sendAndCompare(Stack stack, Samples samples, PublishedPlan plan)
            throws StackException, InterruptedException {
        CompletableFuture<Reference> reference = CompletableFuture.supplyAsync(
                () -> Reference.compute(options.installation(), manifest(plan), samples, options.frames()));
        try (Progress progress = Progress.start(errors, screen.traits(), "images answered", options.frames());
                ResultLog log = ResultLog.open(stack.kafka())) {
            FrameSource source = new FrameSource(samples, progress);
            source.run(stack, options.frames());
            Tally tally = new Tally(samples, join(reference), source.ids());
            collect(log, tally);
            return new Outcome(source, tally, ReportAssembly.of(stack, plan, source, tally, reference.join(), samples));
        } catch (LinkException | MalformedMessageException e) {
            throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Reads until each frame has a record, and a little longer: there may be a second. */
    private static void collect(ResultLog log, Tally tally) throws MalformedMessageException {
        for (int polls = 0; polls < PATIENCE_POLLS && !tally.isComplete(); polls++) {
            log.poll(POLL).forEach(tally::take);
        }
        log.poll(LINGER).forEach(tally::take);
    }

    private void show(Outcome outcome, Samples samples) {
        screen.done("answers", outcome.report().results() + " results in Kafka", elapsed());
        demoScreen.answers(samples, outcome.source().answers());
        demoScreen.memory(outcome.report());
        demoScreen.times(outcome.report());
        demoScreen.verdict(outcome.report());
    }

    private static PublishedPlan activePlan(Stack stack) throws StackException, InterruptedException {
        while (true) {
            List<PublishedPlan> active = stack.live().models().stream()
                    .filter(m -> m.model().equals(DemoModel.NAME))
                    .flatMap(m -> m.plans().stream().filter(p -> m.active()
                            .filter(a -> a.epoch().equals(p.epoch()))
                            .isPresent()))
                    .toList();
            if (!active.isEmpty()) {
                return active.get(0);
            }
            stack.requireAlive();
            stack.live().awaitChange(POLL);
        }
    }

    private static Manifest manifest(PublishedPlan plan) {
        return plan.plan().findManifest().orElseThrow(() -> new IllegalStateException("the plan has no manifest"));
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** The plan's files must not be written while they are deleted. */
    private static void end(CompletableFuture<?> planning) {
        try {
            planning.completeOnTimeout(null, PLAN_PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .handle((samples, failure) -> samples)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("handled already", e);
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** What came of it. */
    private record Outcome(FrameSource source, Tally tally, DemoReport report) {}
}
