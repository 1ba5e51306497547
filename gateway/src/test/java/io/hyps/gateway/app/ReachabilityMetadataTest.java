package io.hyps.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.reachability.ClassFolder;
import io.hyps.protocol.reachability.ReachabilityMetadata;
import io.hyps.protocol.reachability.ReachabilitySuite;
import io.hyps.protocol.result.Accepted;
import io.hyps.protocol.result.InferenceResult;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the gateway's native executable keeps: it is the service, without replays and their recordings. */
final class ReachabilityMetadataTest implements ReachabilitySuite {
    private static final Set<String> OF_REPLAYS = Set.of("recording", "replay");
    private static final Pattern NAME_OF_REPLAYS =
            Pattern.compile("io/hyps/gateway/(?:" + String.join("|", OF_REPLAYS) + ")/\\w+");

    @Override
    public ReachabilityMetadata metadata() {
        return ReachabilityMetadata.of("hyps-gateway");
    }

    @Override
    public Object command() {
        return new GatewayCommand();
    }

    @Override
    public List<Path> classes() {
        File[] packages =
                ClassFolder.of(GatewayMain.class).resolveSibling(".").toFile().listFiles(File::isDirectory);
        return Stream.of(Objects.requireNonNull(packages))
                .filter(each -> !OF_REPLAYS.contains(each.getName()))
                .map(File::toPath)
                .toList();
    }

    @Override
    public Set<String> jsonRoots() {
        return Set.of(
                Accepted.class.getName(),
                ActivePlan.class.getName(),
                GatewayStatus.class.getName(),
                InferenceResult.class.getName(),
                PublishedPlan.class.getName());
    }

    /** The ones in the package of REST, but for FrameErrors, write maps and lists; IssuerKeys reads a tree. */
    @Override
    public Set<String> usersOfJson() {
        return Set.of(
                "Errors",
                "FrameErrors",
                "GatewayMeters",
                "InferRequestParser",
                "Inspector",
                "IssuerKeys",
                "PlanSubscriber",
                "Reply",
                "ResultEntries",
                "SensorAnswers",
                "StatusPublisher");
    }

    @Test
    void keepsNothingOfReplays() throws IOException {
        assertThat(namedInClasses(NAME_OF_REPLAYS)).isEmpty();
    }
}
