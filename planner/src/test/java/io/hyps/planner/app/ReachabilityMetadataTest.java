package io.hyps.planner.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.acl.Rule;
import io.hyps.planner.service.PlannerService;
import io.hyps.planner.store.PlanStore;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.control.PlannerRequest;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.reachability.ClassFolder;
import io.hyps.protocol.reachability.ReachabilityMetadata;
import io.hyps.protocol.reachability.ReachabilitySuite;
import io.hyps.protocol.slice.SliceRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the planner's native executable keeps: it is the service, which is made of a few of the module's packages. */
final class ReachabilityMetadataTest implements ReachabilitySuite {
    private static final Pattern OTHER_PACKAGE =
            Pattern.compile("io/hyps/planner/(?!(?:acl|app|service|store)/)[\\w/]+");

    @Override
    public ReachabilityMetadata metadata() {
        return ReachabilityMetadata.of("hyps-planner");
    }

    @Override
    public Object command() {
        return new PlannerCommand();
    }

    @Override
    public List<Path> classes() {
        return Stream.of(Rule.class, PlannerMain.class, PlannerService.class, PlanStore.class)
                .map(ClassFolder::of)
                .toList();
    }

    @Override
    public Set<String> jsonRoots() {
        return Set.of(
                PlannerRequest.class.getName(),
                PlannerReply.class.getName(),
                DeviceStatus.class.getName(),
                GatewayStatus.class.getName(),
                ActivePlan.class.getName(),
                PublishedPlan.class.getName(),
                SliceRequest.class.getName(),
                Rule.class.getName(),
                "io.hyps.planner.acl.DynamicSecurity$Answers",
                "io.hyps.planner.store.PlanStore$History",
                "io.hyps.planner.store.PlanStore$Losses");
    }

    /** FirstConfiguration is for the command line, and writes no records but {@link Rule}s. */
    @Override
    public Set<String> usersOfJson() {
        return Set.of(
                "DynamicSecurity",
                "FirstConfiguration",
                "Observed",
                "PlannerService",
                "PlanStore",
                "ReplyTo",
                "Sender",
                "SliceServer");
    }

    /** Otherwise there would be more to keep: ONNX Runtime's JNI classes for one, and its libraries. */
    @Test
    void usesNoOtherPackageOfThePlanner() throws IOException {
        assertThat(namedInClasses(OTHER_PACKAGE)).isEmpty();
    }
}
