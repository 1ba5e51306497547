package io.hyps.stack.demo;

import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.stack.parts.RunnerPart;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.process.ProcessMemory;
import java.util.List;
import java.util.Optional;

/** Puts the report together while the runners still live. */
final class ReportAssembly {
    private ReportAssembly() {}

    static DemoReport of(
            Stack stack, PublishedPlan plan, FrameSource source, Tally tally, Reference reference, Samples samples) {
        return new DemoReport(
                tally.frames(),
                tally.results(),
                tally.lost(),
                tally.duplicates(),
                tally.errors(),
                source.heard(),
                tally.top1Agreement(),
                tally.accuracy(),
                reference.accuracy(samples),
                tally.maxAbsDiff(),
                new DemoReport.Latency(
                        source.latencies().median(), source.latencies().quantile(0.95)),
                tally.times().medians(),
                reference.millis().median(),
                plan.plan().model().weightsBytes(),
                stack.runners().stream().map(r -> runner(stack, plan, r)).toList());
    }

    private static DemoReport.Runner runner(Stack stack, PublishedPlan plan, RunnerPart runner) {
        List<Partition> partitions = plan.partitionsOf(runner.device());
        Optional<DeviceStatus.Memory> said =
                stack.live().device(runner.device()).flatMap(s -> Optional.ofNullable(s.memory()));
        Optional<ProcessMemory> seen = runner.memory();
        return new DemoReport.Runner(
                runner.device(),
                partitions.stream().map(Partition::id).toList(),
                partitions.stream().mapToInt(Partition::nodes).sum(),
                partitions.stream().mapToLong(Partition::weightsBytes).sum(),
                seen.map(ProcessMemory::residentBytes)
                        .or(() -> said.map(DeviceStatus.Memory::residentBytes))
                        .orElse(0L),
                seen.map(ProcessMemory::peakResidentBytes)
                        .or(() -> said.map(DeviceStatus.Memory::peakResidentBytes))
                        .orElse(0L),
                said.map(DeviceStatus.Memory::budgetBytes).orElse(0L));
    }
}
