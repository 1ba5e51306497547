package io.hyps.stack.terminal;

import io.hyps.protocol.json.Json;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command answers: for people, or as one JSON document on standard output and all else on standard error. */
public final class Answer {
    @Option(names = "--json", description = "print one JSON document on standard output, nothing else")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    public boolean isJson() {
        return json;
    }

    /** For people: standard output, or standard error where that belongs to JSON. */
    public Screen screen() {
        return json ? errors() : new Screen(out(), TerminalTraits.of(TerminalTraits.OUT_PROPERTY, System.getenv()));
    }

    /** Standard error, for what is no answer. */
    public Screen errors() {
        PrintWriter err = spec().commandLine().getErr();
        return new Screen(err, TerminalTraits.of(TerminalTraits.ERR_PROPERTY, System.getenv()));
    }

    /** Where a progress bar goes. */
    public PrintStream errorStream() {
        return System.err;
    }

    /** Prints the one JSON document. */
    public void document(Object value) {
        out().print(Json.encodeIndented(value));
        out().flush();
    }

    private PrintWriter out() {
        return spec().commandLine().getOut();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets the spec");
    }
}
