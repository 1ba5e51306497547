package io.hyps.planner.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command's answer and its progress go. */
record Terminal(PrintWriter out, PrintWriter err) {
    static Terminal of(@Nullable CommandSpec spec) {
        CommandSpec injected = Objects.requireNonNull(spec, "picocli has not injected the command's spec");
        return new Terminal(
                injected.commandLine().getOut(), injected.commandLine().getErr());
    }

    void print(String text) {
        out.print(text);
        out.flush();
    }

    void progress(String step) {
        err.println("  " + step + " …");
        err.flush();
    }
}
