package io.hyps.stack.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of subcommands in {@code hyps --help}, by what one wants to do. */
final class CommandGroups implements IHelpSectionRenderer {
    private static final Map<String, List<String>> GROUPS = groups();
    private static final int NAME_WIDTH = 12;

    @Override
    public String render(Help help) {
        Map<String, Help> commands = help.subcommands();
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((heading, names) -> {
            text.append(System.lineSeparator()).append(heading).append(System.lineSeparator());
            for (String name : names) {
                Help command = commands.get(name);
                if (command != null) {
                    text.append(line(name, command));
                }
            }
        });
        return text.toString();
    }

    private static String line(String name, Help command) {
        String[] description = command.commandSpec().usageMessage().description();
        String[] header = command.commandSpec().usageMessage().header();
        String first = header.length > 0 ? header[0] : description.length > 0 ? description[0] : "";
        return "  " + name + " ".repeat(Math.max(1, NAME_WIDTH - name.length()))
                + CommandLine.Help.Ansi.OFF.string(first) + System.lineSeparator();
    }

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("On this machine alone:", List.of("demo", "up", "down", "status"));
        groups.put("From a model to a plan in force:", List.of("plan", "verify", "simulate", "publish", "rollback"));
        groups.put("The parts, a process each:", List.of("planner", "runner", "gateway"));
        groups.put("With a running system:", List.of("devices", "models", "send", "replay"));
        groups.put("Around it:", List.of("keys", "acl", "bench", "completion"));
        return groups;
    }
}
