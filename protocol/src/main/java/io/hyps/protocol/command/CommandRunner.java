package io.hyps.protocol.command;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.ForeignText;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Runs picocli commands by the contract of {@code hyps}: exit codes, sizes with units, errors in one line. */
public final class CommandRunner {
    private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(int.class, Integer.class, long.class, Long.class);

    private CommandRunner() {}

    /** Makes a command line of a class annotated for picocli, ready to execute. */
    public static CommandLine of(Object command) {
        CommandLine line = new CommandLine(command);
        line.registerConverter(ByteSize.class, text -> converted(text, ByteSize::parse));
        line.registerConverter(URI.class, text -> converted(text, URI::create));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((exception, arguments) -> {
            CommandLine where = exception.getCommandLine();
            print(where, reason(exception) + " (see '" + where.getCommandSpec().qualifiedName() + " --help')");
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

    /** In the words that one types, where picocli would name Java's. */
    private static String reason(CommandLine.ParameterException e) {
        CommandLine.Model.ArgSpec option = e.getArgSpec();
        String text = String.valueOf(e.getMessage());
        if (option == null || !text.startsWith("Invalid value for")) {
            return text;
        }
        String given =
                (option instanceof CommandLine.Model.OptionSpec named ? named.longestName() : option.paramLabel())
                        + " is '" + ForeignText.printable(String.valueOf(e.getValue())) + "': use ";
        if (option.type().isEnum()) {
            String words = Arrays.stream(option.type().getEnumConstants())
                    .map(constant -> String.valueOf(constant).toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            return given + words.replaceFirst(", ([^,]*)$", " or $1");
        }
        return WHOLE_NUMBERS.contains(option.type()) ? given + "a whole number" : text;
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
