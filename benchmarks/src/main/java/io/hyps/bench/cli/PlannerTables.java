package io.hyps.bench.cli;

import io.hyps.bench.planner.GapTable;
import io.hyps.bench.planner.PlannerBench;
import io.hyps.bench.planner.Rivalry;
import io.hyps.bench.planner.SpeedRun;
import io.hyps.stack.terminal.Screen;
import io.hyps.stack.terminal.Table;
import java.util.List;
import java.util.Locale;

/** The figures of the planner's bench as tables. */
final class PlannerTables {
    private PlannerTables() {}

    static void print(PlannerBench bench, Screen screen) {
        screen.heading("Planning time");
        screen.table(times(bench.limits()));
        screen.line();
        screen.heading("Planning time by nodes and devices");
        screen.table(times(bench.growth()));
        screen.line();
        screen.heading("Beside PipeEdge's search (bottleneck of the plan; time of the search)");
        screen.table(rivals(bench.pipeEdge()));
        screen.line();
        screen.heading("Beside brute force on random instances");
        screen.table(gaps(bench.gaps()));
        screen.line();
        screen.heading("Beside brute force over splits as well");
        screen.table(gaps(bench.splitGaps()));
    }

    private static Table times(List<SpeedRun.Row> rows) {
        Table table = Table.of(
                "graph",
                ">nodes",
                "devices",
                "objective",
                ">first ms",
                ">again ms",
                ">first CPU ms",
                ">again CPU ms",
                "optimal in",
                ">gap",
                ">parts",
                ">used");
        for (SpeedRun.Row row : rows) {
            table.row(
                    row.graph(),
                    Integer.toString(row.nodes()),
                    row.devices(),
                    row.objective(),
                    number(row.times().firstMs()),
                    number(row.times().medianMs()),
                    number(row.times().firstCpuMs()),
                    number(row.times().medianCpuMs()),
                    row.optimalIn(),
                    percent(row.gap()),
                    Integer.toString(row.partitions()),
                    Long.toString(row.used()));
        }
        return table;
    }

    private static Table rivals(List<Rivalry> rows) {
        Table table = Table.of(
                "graph",
                "devices",
                ">HyPS ms",
                ">no replicas",
                ">PipeEdge ms",
                ">HyPS search CPU ms",
                ">no replicas",
                ">PipeEdge search CPU ms");
        for (Rivalry row : rows) {
            table.row(
                    row.graph(),
                    row.devices(),
                    String.format(Locale.ROOT, "%.4f", row.ownBottleneckMs()),
                    String.format(Locale.ROOT, "%.4f", row.singlesBottleneckMs()),
                    String.format(Locale.ROOT, "%.4f", row.pipeEdgeBottleneckMs()),
                    String.format(Locale.ROOT, "%.3f", row.ownSearchCpuMs()),
                    String.format(Locale.ROOT, "%.3f", row.singlesSearchCpuMs()),
                    String.format(Locale.ROOT, "%.3f", row.pipeEdgeSearchCpuMs()));
        }
        return table;
    }

    private static Table gaps(List<GapTable.Row> rows) {
        Table table = Table.of(
                "objective",
                "graphs",
                ">feasible",
                ">claimed",
                ">optimal",
                ">median gap",
                ">95 %",
                ">largest",
                ">stated at most",
                ">missed",
                ">broken");
        for (GapTable.Row row : rows) {
            table.row(
                    row.objective(),
                    row.graphs(),
                    Integer.toString(row.instances()),
                    Integer.toString(row.claimed()),
                    Integer.toString(row.optimal()),
                    percent(row.medianGap()),
                    percent(row.gap95()),
                    percent(row.largestGap()),
                    percent(row.largestStatedGap()),
                    Integer.toString(row.missed()),
                    Integer.toString(row.broken()));
        }
        return table;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return share > 1e6 ? "unknown" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
