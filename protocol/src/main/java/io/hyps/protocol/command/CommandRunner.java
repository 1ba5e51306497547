package io.hyps.protocol.command;

import io.hyps.protocol.ByteSize;
import java.net.URI;
import java.util.function.Function;
import picocli.CommandLine;

/** Runs picocli commands by the contract of {@code hyps}: exit codes, sizes with units, errors in one line. */
public final class CommandRunner {
    private CommandRunner() {}

    /** Makes a command line of a class annotated for picocli, ready to execute. */
    public static CommandLine of(Object command) {
        CommandLine line = new CommandLine(command);
        line.registerConverter(ByteSize.class, text -> converted(text, ByteSize::parse));
        line.registerConverter(URI.class, text -> converted(text, URI::create));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((exception, arguments) -> {
            CommandLine where = exception.getCommandLine();
            print(
                    where,
                    exception.getMessage() + " (see '" + where.getCommandSpec().qualifiedName() + " --help')");
            return ExitCode.BAD_INPUT.number();
        });
        line.setExecutionExceptionHandler((exception, where, parsed) -> {
            if (exception instanceof CommandException failure) {
                print(where, String.valueOf(failure.getMessage()));
                return failure.exitCode().number();
            }
            throw exception;
        });
        return line;
    }

    /** Says what is wrong in the converter's own words, without the name of a Java class. */
    private static <T> T converted(String text, Function<String, T> converter) {
        try {
            return converter.apply(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static void print(CommandLine where, String text) {
        String message = text.replaceAll("\\s*\\R\\s*", " ");
        where.getErr().println(where.getCommandSpec().root().name() + ": " + message);
    }
}
