package io.hyps.stack.cli;

import io.hyps.runner.session.NativeLibraries;
import io.hyps.stack.parts.Installation;
import java.util.Set;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;

/**
 * Unpacks ONNX Runtime's native libraries into the project, once, before a command needs them: each process would do that
 * by itself otherwise, and leave an empty directory in /tmp.
 */
final class NativeLibrariesFirst implements IExecutionStrategy {
    private static final Set<String> COMMANDS = Set.of("demo", "up", "plan", "verify");

    private final IExecutionStrategy next;

    NativeLibrariesFirst(IExecutionStrategy next) {
        this.next = next;
    }

    @Override
    public int execute(ParseResult parsed) {
        if (parsed.hasSubcommand()
                && COMMANDS.contains(parsed.subcommand().commandSpec().name())
                && !parsed.subcommand().isUsageHelpRequested()) {
            NativeLibraries.load(Installation.locate().nativeLibraries());
        }
        return next.execute(parsed);
    }
}
