package io.hyps.planner;

import io.hyps.planner.hybrid.Hybrid;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Stage;
import io.hyps.planner.rewrite.SplitException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.slice.PlanFolderWriter;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is left if a device is lost: a plan for the others, verified, in a folder of its own. Of devices that are alike one is
 * planned for; the plans for the others have the same slices and other names.
 */
final class LossPlans {
    private final PlanRequest request;
    private final Subject subject;
    private final Consumer<String> progress;

    LossPlans(PlanRequest request, Subject subject, Consumer<String> progress) {
        this.request = request;
        this.subject = subject;
        this.progress = progress;
    }

    /** What makes devices alike. */
    private record Kind(long memoryBytes, double speed, long bandwidthBytesPerSecond) {
        static Kind of(DeviceSpec device) {
            return new Kind(device.memoryBytes(), device.speed(), device.bandwidthBytesPerSecond());
        }
    }

    /** The first of its kind. Neither planned nor written: the others cannot hold the model. */
    private record First(DeviceSpec lost, Hybrid.@Nullable Planned planned, @Nullable Written written) {}

    /** Writes a folder for each device that the others can make up for. */
    List<PlanReport.LossRow> write(PlanFolderWriter writer) throws BadModelException, SplitException, IOException {
        Map<Kind, First> firsts = new HashMap<>();
        List<PlanReport.LossRow> rows = new ArrayList<>();
        for (DeviceSpec device : request.devices()) {
            First first = firsts.get(Kind.of(device));
            if (first == null) {
                first = first(device, writer.loss(device.id()));
                firsts.put(Kind.of(device), first);
            }
            rows.add(row(device, first, writer));
        }
        return rows;
    }

    private First first(DeviceSpec lost, Path folder) throws BadModelException, SplitException, IOException {
        progress.accept("planning for the loss of " + lost.id());
        List<DeviceSpec> left =
                request.devices().stream().filter(d -> !d.equals(lost)).toList();
        if (left.isEmpty()
                || !(Planner.search(subject, request, left, request.choices().residency())
                        instanceof Hybrid.Planned planned)) {
            return new First(lost, null, null);
        }
        try (PlanFolderWriter writer = PlanFolderWriter.open(folder)) {
            Written written = new PlanWriting(request, subject, progress).write(planned, writer);
            if (written.verification().beyondTolerance().isEmpty()) {
                writer.commit();
            }
            return new First(lost, planned, written);
        }
    }

    private PlanReport.LossRow row(DeviceSpec lost, First first, PlanFolderWriter writer) throws IOException {
        if (first.planned() == null || first.written() == null) {
            return PlanReport.LossRow.infeasible(lost.id());
        }
        Optional<String> difference = first.written().verification().beyondTolerance();
        if (difference.isPresent()) {
            return PlanReport.LossRow.different(lost.id(), difference.get());
        }
        Plan plan = lost.equals(first.lost())
                ? first.written().plan()
                : twin(lost, first.lost(), first.planned(), first.written(), writer);
        return PlanReport.LossRow.of(
                lost.id(),
                plan.id(),
                PlanFolder.LOSSES + "/" + lost.id(),
                ReportAssembly.predicted(
                        plan,
                        ReportAssembly.predicted(
                                first.planned(), first.written().encodings())));
    }

    /** The plan without the first, with the first in the place of the lost one. */
    private Plan twin(
            DeviceSpec lost, DeviceSpec first, Hybrid.Planned planned, Written without, PlanFolderWriter writer)
            throws IOException {
        List<Stage> stages = planned.cut().stages().stream()
                .map(stage -> new Stage(
                        stage.part(),
                        stage.replicas().stream()
                                .map(replica -> replica.equals(lost) ? first : replica)
                                .toList()))
                .toList();
        Plan plan = new PlanAssembly(request, subject.model(), planned.graph())
                .plan(
                        stages,
                        without.plan().partitions().stream()
                                .map(Partition::slice)
                                .toList(),
                        without.encodings());
        try (PlanFolderWriter inner = PlanFolderWriter.open(writer.loss(lost.id()))) {
            inner.takeSlices(new PlanFolder(writer.loss(first.id()), without.plan()));
            inner.complete(plan, subject.model());
            inner.commit();
        }
        return plan;
    }
}
