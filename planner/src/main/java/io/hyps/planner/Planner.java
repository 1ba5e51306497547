package io.hyps.planner;

import io.hyps.planner.hybrid.Hybrid;
import io.hyps.planner.hybrid.HybridSearch;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.profile.ProfileCache;
import io.hyps.planner.profile.ReferenceCosts;
import io.hyps.planner.rewrite.Rewriter;
import io.hyps.planner.rewrite.SplitException;
import io.hyps.planner.shape.ShapeRun;
import io.hyps.planner.slice.PlanFolderWriter;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Cuts a model into partitions for devices: reads it, finds splits and cuts, writes the slices, verifies them against the
 * whole model, and only then puts the plan in its folder. Safe to share.
 */
public final class Planner {
    private final Consumer<String> progress;
    private final ProfileCache profiles;

    private Planner(Consumer<String> progress, ProfileCache profiles) {
        this.progress = progress;
        this.profiles = profiles;
    }

    public static Planner create() {
        return create(step -> {});
    }

    /** @param progress hears what is being done, in a few words each */
    public static Planner create(Consumer<String> progress) {
        return new Planner(progress, ProfileCache.usual());
    }

    /**
     * Plans.
     *
     * @throws BadModelException if the file is no model that can be planned, or does not match its manifest
     * @throws SplitException if a split that was asked for cannot be made
     * @throws IOException if a file cannot be read or written
     */
    public PlanOutcome plan(PlanRequest request) throws BadModelException, SplitException, IOException {
        PlanFolderWriter.requirePlace(request.out());
        return plan(request, read(request));
    }

    /** Reads and profiles the model: what plans of it for other devices and choices can share. */
    Subject read(PlanRequest request) throws BadModelException, IOException {
        progress.accept("reading " + request.model());
        Map<String, Shape> usual = request.manifest()
                .map(manifest ->
                        Map.of(manifest.input().tensor(), manifest.input().tensorShape()))
                .orElse(Map.of());
        OnnxModel model = ShapeRun.complete(OnnxModel.read(request.model(), request.inputShapes(), usual));
        ModelCheck.check(model.graph(), request.manifest());
        return new Subject(model, costs(model, request.choices().costs()), request.samples());
    }

    /** @param subject read for a request of the same model, manifest, input shapes, samples and costs */
    PlanOutcome plan(PlanRequest request, Subject subject) throws BadModelException, SplitException, IOException {
        progress.accept("planning for " + Counted.of(request.devices().size(), "device"));
        long start = System.nanoTime();
        Hybrid hybrid =
                search(subject, request, request.devices(), request.choices().residency());
        double planningMs = (System.nanoTime() - start) / 1e6;
        if (hybrid instanceof Hybrid.Impossible impossible) {
            return new PlanOutcome.Infeasible(InfeasibleReport.of(impossible, turnsWouldDo(subject, request)));
        }
        if (hybrid instanceof Hybrid.Planned planned) {
            return write(request, subject, planned, planningMs);
        }
        throw new IllegalStateException("no handling of " + hybrid);
    }

    private ReferenceCosts costs(OnnxModel model, CostSource source) {
        if (source == CostSource.ESTIMATED) {
            return ReferenceCosts.estimated("as asked for");
        }
        ReferenceCosts costs = ReferenceCosts.of(model, profiles, Clock.systemUTC(), progress);
        costs.reason().ifPresent(reason -> progress.accept("costs are only estimated: " + reason));
        return costs;
    }

    private static boolean turnsWouldDo(Subject subject, PlanRequest request) throws SplitException {
        return request.choices().residency() == Residency.TURNS
                || search(subject, request, request.devices(), Residency.TURNS) instanceof Hybrid.Planned;
    }

    static Hybrid search(Subject subject, PlanRequest request, List<DeviceSpec> devices, Residency residency)
            throws SplitException {
        PlanChoices choices = request.choices();
        OnnxModel model = subject.model();
        return HybridSearch.of(
                        Rewriter.of(model.proto().getOpsetImportList()),
                        subject.costs().model(),
                        choices.objective(),
                        residency)
                .search(model.graph(), devices, choices.splits());
    }

    private PlanOutcome write(PlanRequest request, Subject subject, Hybrid.Planned planned, double planningMs)
            throws BadModelException, SplitException, IOException {
        try (PlanFolderWriter writer = PlanFolderWriter.open(request.out())) {
            Written written = new PlanWriting(request, subject, progress).write(planned, writer);
            if (written.verification().beyondTolerance().isPresent()) {
                return new PlanOutcome.Different(written.verification());
            }
            List<PlanReport.LossRow> losses =
                    request.choices().losses() ? new LossPlans(request, subject, progress).write(writer) : List.of();
            ReportAssembly assembly =
                    new ReportAssembly(written, planned, subject.costs().source());
            PlanReport report = assembly.report(
                    planningMs,
                    FrontRows.of(planned, written.encodings(), request.devices(), request.choices()),
                    losses);
            writer.writeReport(assembly.page(report));
            Path folder = writer.commit();
            return new PlanOutcome.Feasible(written.plan(), folder, report);
        }
    }
}
