package io.hyps.planner.cli;

import io.hyps.planner.publish.PublishListener;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.SliceRef;
import java.util.Map;
import java.util.TreeMap;

/** Shows how a publication goes on, and how it ended. */
final class PublishText implements PublishListener {
    private final Terminal terminal;
    private final boolean json;

    PublishText(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    /** What {@code --json} prints. */
    private record Report(String model, Epoch epoch, Sha256 planId, boolean active, Map<String, String> bindings) {}

    @Override
    public void uploading(int files, long bytes) {
        progress("uploading " + files + " files, " + new ByteSize(bytes));
    }

    @Override
    public void uploaded(SliceRef.Blob file, long nextOffset) {
        if (nextOffset == file.bytes()) {
            progress("uploaded " + file.sha256().hex().substring(0, 12) + ", " + new ByteSize(file.bytes()));
        }
    }

    @Override
    public void waiting(PlannerReply.Waiting waiting) {
        progress("epoch " + waiting.epoch() + ": " + waiting.ready().size() + " of "
                + waiting.bindings().size() + " devices ready, waiting for " + waiting.waitingFor());
    }

    /** Prints the outcome. */
    int end(PlannerReply outcome) {
        if (outcome instanceof PlannerReply.Activated active) {
            Map<String, String> bindings = new TreeMap<>(active.bindings());
            terminal.print(
                    json
                            ? Json.encodeIndented(
                                    new Report(active.model(), active.epoch(), active.planId(), true, bindings))
                            : "Model " + active.model() + " is active as epoch " + active.epoch() + " on " + bindings
                                    + System.lineSeparator());
            return ExitCode.DONE.number();
        }
        if (outcome instanceof PlannerReply.Refused refused) {
            throw new CommandException(
                    switch (refused.reason()) {
                        case BAD_REQUEST -> ExitCode.BAD_INPUT;
                        case INFEASIBLE, DEVICE_REFUSED -> ExitCode.INFEASIBLE;
                        case UNREACHABLE, BUSY -> ExitCode.UNREACHABLE;
                    },
                    refused.message());
        }
        throw new IllegalStateException("no text for " + outcome);
    }

    private void progress(String step) {
        if (!json) {
            terminal.progress(step);
        }
    }
}
