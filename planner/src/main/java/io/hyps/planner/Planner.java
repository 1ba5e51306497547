package io.hyps.planner;

import io.hyps.planner.cost.Stretch;
import io.hyps.planner.cost.StretchCosts;
import io.hyps.planner.graph.Node;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.ChainCutter;
import io.hyps.planner.partition.Cut;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.slice.PlanFolderWriter;
import io.hyps.planner.slice.Slicer;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.Verification;
import io.hyps.planner.verify.Verifier;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.SliceRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts a model into partitions for devices: reads it, finds the cut, writes the slices, verifies them against the whole
 * model, and only then puts the plan in its folder. Safe to share.
 */
public final class Planner {
    private static final long SEED = 20_261_123;

    private final Consumer<String> progress;

    private Planner(Consumer<String> progress) {
        this.progress = progress;
    }

    public static Planner create() {
        return new Planner(step -> {});
    }

    /** @param progress hears what is being done, in a few words each */
    public static Planner create(Consumer<String> progress) {
        return new Planner(progress);
    }

    /**
     * Plans.
     *
     * @throws BadModelException if the file is no model that can be planned, or does not match its manifest
     * @throws IOException if a file cannot be read or written
     */
    public PlanOutcome plan(PlanRequest request) throws BadModelException, IOException {
        progress.accept("reading " + request.model());
        OnnxModel model = OnnxModel.read(request.model(), request.inputShapes());
        ModelCheck.check(model.graph(), request.manifest());
        long start = System.nanoTime();
        StretchCosts costs = StretchCosts.of(model.graph());
        Cut cut = ChainCutter.of(request.objective()).cut(costs, request.devices());
        double planningMs = (System.nanoTime() - start) / 1e6;
        if (cut instanceof Cut.Impossible impossible) {
            return new PlanOutcome.Infeasible(infeasible(model, impossible));
        }
        if (cut instanceof Cut.Found found) {
            return write(request, model, costs, found, planningMs);
        }
        throw new IllegalStateException("no handling of " + cut);
    }

    private PlanOutcome write(
            PlanRequest request, OnnxModel model, StretchCosts costs, Cut.Found found, double planningMs)
            throws BadModelException, IOException {
        try (PlanFolderWriter writer = PlanFolderWriter.open(request.out())) {
            Slicer slicer = Slicer.of(model, costs);
            List<SliceRef> slices = new ArrayList<>();
            for (int i = 0; i < found.stages().size(); i++) {
                progress.accept(
                        "writing slice " + (i + 1) + " of " + found.stages().size());
                Stretch stretch = found.stages().get(i).stretch();
                slices.add(slicer.write("p" + i, stretch.from(), stretch.to(), writer.slices()));
            }
            Plan plan = new PlanAssembly(request, model, costs).plan(found.stages(), slices);
            PlanFolder draft = writer.complete(plan, model);
            progress.accept("verifying with " + request.samples() + " samples");
            Verification verification = verify(draft, request.samples());
            if (verification.beyondTolerance().isPresent()) {
                return new PlanOutcome.Different(verification);
            }
            Path folder = writer.commit();
            return new PlanOutcome.Feasible(
                    plan, folder, new ReportAssembly(plan, found, verification).report(planningMs));
        }
    }

    private static Verification verify(PlanFolder draft, int samples) throws BadModelException, IOException {
        try {
            return Verifier.verify(draft, RandomInputs.of(draft.plan(), samples, SEED));
        } catch (SessionException e) {
            throw new BadModelException(String.valueOf(e.getMessage()), e);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("the plan that was just written", e);
        }
    }

    private static InfeasibleReport infeasible(OnnxModel model, Cut.Impossible impossible) {
        Node node = model.graph().nodes().get(impossible.node());
        return new InfeasibleReport(
                false,
                new InfeasibleReport.Blocking(node.name(), impossible.neededBytes(), impossible.availableBytes()),
                new InfeasibleReport.WouldSuffice(impossible.sufficientBytes(), impossible.ways(), "turns"));
    }
}
