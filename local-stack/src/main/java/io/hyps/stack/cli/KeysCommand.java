package io.hyps.stack.cli;

import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.signature.KeyFiles;
import io.hyps.protocol.topic.TopicLevel;
import io.hyps.stack.terminal.Answer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hyps keys}. */
@Command(
        name = "keys",
        description = "Makes the keys by which plans are signed (Ed25519), and tells which is which.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {KeysCommand.Create.class, KeysCommand.Show.class},
        footer = {"", "docs/security.md tells what is signed and how keys are changed."})
final class KeysCommand {
    /** {@code hyps keys create}. */
    @Command(
            name = "create",
            description = {
                "Writes NAME.key for the planner (hyps.planner.signing-key), readable for its owner only,",
                "and NAME.pub for runners and gateways (hyps.plans.trusted-keys)."
            },
            mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {
        @Option(names = "--name", paramLabel = "NAME", description = "of the two files (default: plans)")
        private String name = "plans";

        @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "where (default: here)")
        private Path folder = Path.of(".");

        @Mixin
        private Answer answer = new Answer();

        @Override
        public Integer call() throws IOException {
            try {
                KeyFiles made = KeyFiles.create(folder, TopicLevel.requireIdentifier("name", name));
                if (answer.isJson()) {
                    answer.document(new Made(
                            made.id(),
                            made.privateFile().toString(),
                            made.publicFile().toString()));
                } else {
                    answer.screen().line("key " + made.id());
                    answer.screen().line("  private, for the planner alone  " + made.privateFile());
                    answer.screen().line("  public, for everyone else       " + made.publicFile());
                }
                return ExitCode.DONE.number();
            } catch (FileAlreadyExistsException e) {
                throw new CommandException(
                        ExitCode.BAD_INPUT,
                        e.getMessage() + " is there already and stays as it is: give another --name",
                        e);
            } catch (IllegalArgumentException e) {
                throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
            }
        }

        private record Made(String key, String privateFile, String publicFile) {}
    }

    /** {@code hyps keys show}. */
    @Command(name = "show", description = "Prints the ids of keys, as logs name them.", mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Parameters(arity = "1..*", paramLabel = "FILE", description = "files of 'hyps keys create'")
        private List<Path> files = List.of();

        @Mixin
        private Answer answer = new Answer();

        @Override
        public Integer call() {
            Map<String, List<String>> ids = new TreeMap<>();
            try {
                files.forEach(file -> ids.put(
                        file.toString(), KeyFiles.ids(file).stream().sorted().toList()));
            } catch (IllegalArgumentException e) {
                throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
            }
            if (answer.isJson()) {
                answer.document(ids);
            } else {
                ids.forEach((file, keys) -> answer.screen().line(String.join(" ", keys) + "  " + file));
            }
            return ExitCode.DONE.number();
        }
    }
}
