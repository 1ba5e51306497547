package io.hyps.it;

import io.hyps.stack.parts.Installation;
import java.nio.file.Path;

/** Plans for the demo's model on equal devices of 64 MiB, at estimated costs: nothing is measured for them. */
final class DemoPlan {
    private DemoPlan() {}

    /** Writes one, and returns its folder. */
    static Path write(Path folder, int devices) {
        RunningSystem.hyps(
                        "plan",
                        Installation.locate().demoModel().toString(),
                        "--device-count",
                        Integer.toString(devices),
                        "--device-memory",
                        "64MiB",
                        "--costs",
                        "estimated",
                        "--out",
                        folder.toString())
                .assertDone();
        return folder;
    }
}
