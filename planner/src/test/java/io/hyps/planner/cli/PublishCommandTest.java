package io.hyps.planner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.hyps.planner.PlanRequest;
import io.hyps.planner.Planner;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.service.PlannerService;
import io.hyps.planner.service.Runner;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.InMemoryBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublishCommandTest {
    private static final String NAME = "fashion_lenet5";
    private static final long ENOUGH = 1 << 20;

    private static LenetPlans plans;

    @TempDir
    Path folder;

    private final InMemoryBroker broker = new InMemoryBroker();
    private final List<PlannerService> services = new ArrayList<>();

    @BeforeAll
    static void makeNoPlanTwice(@TempDir Path made) {
        plans = new LenetPlans(made);
    }

    @AfterEach
    void stop() {
        services.forEach(PlannerService::close);
        broker.close();
    }

    @Test
    void printsWhatIsActiveAsJson() throws Exception {
        serve(Duration.ofSeconds(20));
        plan(2);
        Runner first = new Runner(broker, "edge-1", ENOUGH);
        Runner second = new Runner(broker, "edge-2", ENOUGH);
        first.readyForAll(NAME);
        second.readyForAll(NAME);

        JsonNode report =
                publish("--bind", "d0=edge-2", "--bind", "d1=edge-1", "--json").json(ExitCode.DONE);

        assertThat(report.at("/model").asText()).isEqualTo(NAME);
        assertThat(report.at("/planId").asText())
                .isEqualTo(PlanFolder.open(out()).plan().id().hex());
        assertThat(report.at("/active").asBoolean()).isTrue();
        assertThat(report.at("/epoch").isMissingNode()).isFalse();
        assertThat(report.at("/bindings/d0").asText()).isEqualTo("edge-2");
        assertThat(report.at("/bindings/d1").asText()).isEqualTo("edge-1");
    }

    @Test
    void saysInWordsWhatIsActive() throws Exception {
        serve(Duration.ofSeconds(20));
        plan(1);
        new Runner(broker, "edge-1", ENOUGH).readyForAll(NAME);

        CommandRun run = publish();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(NAME + " is active", "d0=edge-1").hasLineCount(1);
        assertThat(run.err()).contains("uploading", "uploaded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"d0", "=edge-1", "d0=", "d0=edge/1", "d7=edge-1", "d0=+"})
    void refusesBindingsThatCannotBe(String binding) throws Exception {
        serve(Duration.ofSeconds(20));
        plan(1);
        new Runner(broker, "edge-1", ENOUGH);

        publish("--bind", binding, "--json").assertRefused(ExitCode.BAD_INPUT);
    }

    @Test
    void refusesADeviceThatIsGivenTwice() throws Exception {
        serve(Duration.ofSeconds(20));
        plan(2);
        new Runner(broker, "edge-1", ENOUGH);

        publish("--bind", "d0=edge-1", "--bind", "d0=edge-2").assertRefused(ExitCode.BAD_INPUT, "gives 'd0' twice");
        publish("--bind", "d0=edge-1", "--bind", "d1=edge-1", "--json")
                .assertRefused(ExitCode.BAD_INPUT, "'edge-1' is given to two");
    }

    @Test
    void endsWithTwoWhenThereIsNoPlan() throws Exception {
        Files.createDirectories(out());

        publish().assertRefused(ExitCode.BAD_INPUT, "plan.json");
        plan(1);
        publish("--timeout", 0).assertRefused(ExitCode.BAD_INPUT, "--timeout is 0");
    }

    @Test
    void endsWithThreeWhenADeviceIsTooSmallOrRefuses() throws Exception {
        serve(Duration.ofSeconds(20));
        plan(1);
        new Runner(broker, "small", 10);

        publish("--bind", "d0=small", "--json").assertRefused(ExitCode.INFEASIBLE, "device 'small' has 10 B");
        new Runner(broker, "edge-1", ENOUGH).refuseAll(NAME);
        publish("--bind", "d0=edge-1", "--json").assertRefused(ExitCode.INFEASIBLE, "'edge-1' refused the plan");
    }

    @Test
    void endsWithFourWhenADeviceIsNotThereOrLate() throws Exception {
        serve(Duration.ofMillis(300));
        plan(1);

        publish("--json").assertRefused(ExitCode.UNREACHABLE, "online are 0");
        publish("--bind", "d0=nobody", "--json").assertRefused(ExitCode.UNREACHABLE, "'nobody' for 'd0' is not online");
        new Runner(broker, "edge-1", ENOUGH);
        publish("--json").assertRefused(ExitCode.UNREACHABLE, "edge-1 (online)", "withdrawn");
    }

    @Test
    void endsWithFourWhenNoPlannerIsThere() throws Exception {
        plan(1);

        publish().assertRefused(ExitCode.UNREACHABLE, "no planner service is on this broker");
    }

    @Test
    void endsWithFourInTimeWhenTheBrokerIsNotThere() throws Exception {
        plan(1);

        CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(
                () -> CommandRun.of(new PublishCommand(Brokers.away()), out(), "--mqtt", "tcp://localhost:1"));

        run.get(10, TimeUnit.SECONDS)
                .assertRefused(ExitCode.UNREACHABLE, "tcp://localhost:1", "cannot be reached", "--mqtt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "http://localhost:1883", "nonsense:1:2:3"})
    void refusesUrlsThatAreNoBroker(String url) throws Exception {
        plan(1);

        CommandRun.of(new PublishCommand(Brokers.away()), out(), "--mqtt", url).assertRefused(ExitCode.BAD_INPUT);
    }

    @Test
    void rollsBackOrSaysWhyNot() throws Exception {
        serve(Duration.ofSeconds(20));
        new Runner(broker, "edge-1", ENOUGH).readyForAll(NAME);

        rollback(NAME).assertRefused(ExitCode.BAD_INPUT, "has no active plan");
        rollback("a/b").assertRefused(ExitCode.BAD_INPUT, "a/b");
        plan(1);
        assertThat(publish("--json").exitCode()).isZero();
        rollback(NAME).assertRefused(ExitCode.BAD_INPUT, "no other plan before");
        Files.move(out(), folder.resolve("first"));
        Planner.create().plan(PlanRequest.of(LenetPlans.LENET, LenetPlans.devices(1), Objective.LATENCY, out()));
        assertThat(publish("--json").exitCode()).isZero();

        JsonNode report = CommandRun.of(new RollbackCommand(Brokers.on(broker)), NAME, "--json")
                .json(ExitCode.DONE);

        assertThat(report.at("/planId").asText())
                .isEqualTo(PlanFolder.open(folder.resolve("first")).plan().id().hex());
    }

    private void serve(Duration readyTimeout) throws Exception {
        PlannerService service = PlannerService.start(
                broker.connect("hyps-planner"),
                folder.resolve("store"),
                new PlannerService.Limits(ByteSize.parse("1GiB"), readyTimeout, Duration.ZERO),
                System::nanoTime);
        services.add(service);
        await().until(service::isLeading);
    }

    private void plan(int devices) throws Exception {
        plans.copy(devices, out());
    }

    private Path out() {
        return folder.resolve("out");
    }

    private CommandRun publish(Object... arguments) {
        broker.awaitDeliveries();
        List<Object> all = new ArrayList<>(List.of(out()));
        all.addAll(Arrays.asList(arguments));
        return CommandRun.of(new PublishCommand(Brokers.on(broker)), all.toArray());
    }

    private CommandRun rollback(String model) {
        return CommandRun.of(new RollbackCommand(Brokers.on(broker)), model, "--json");
    }
}
