package io.hyps.planner.cli;

import io.hyps.planner.acl.Account;
import io.hyps.planner.acl.Command;
import io.hyps.planner.acl.DynamicSecurity;
import io.hyps.planner.acl.FirstConfiguration;
import io.hyps.planner.acl.SiteFolder;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.PublishedPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hyps acl}. */
@picocli.CommandLine.Command(
        name = "acl",
        mixinStandardHelpOptions = true,
        description = {
            "Who may do what at a Mosquitto with its dynamic-security plugin.",
            "Prints the commands to the plugin that give each device of the plans in force its role, and with --site",
            "those that make the accounts of all parts; with --apply has them carried out.",
            "A planner with hyps.planner.broker-roles keeps the devices' roles itself; so --apply is for new accounts."
        },
        subcommands = AclCommand.Init.class,
        footer = {
            "",
            "Exit codes: 0 done, 1 the plugin refused a command, 2 bad input, 4 broker or plugin not reached.",
            "docs/security.md sets all of it up."
        })
public final class AclCommand implements Callable<Integer> {
    @Option(names = "--site", paramLabel = "DIR", description = "A folder of mosquitto/site: the accounts in it too.")
    private @Nullable Path site;

    @Option(
            names = "--plan",
            paramLabel = "DIR",
            description = "Of this plan, a folder of 'hyps plan', instead of those that the broker keeps.")
    private @Nullable Path plan;

    @Option(names = "--epoch", paramLabel = "1-1", description = "The epoch of --plan (default: 1-1).")
    private String epoch = "1-1";

    @Option(names = "--bind", paramLabel = "d0=edge-1", description = "A real device for one of --plan's.")
    private List<String> bindings = List.of();

    @Option(names = "--apply", description = "Has the commands carried out, by a user who may: the planner's.")
    private boolean apply;

    @Mixin
    private final BrokerOptions broker;

    @Spec
    private @Nullable CommandSpec spec;

    public AclCommand() {
        this(new BrokerOptions());
    }

    AclCommand(BrokerOptions broker) {
        this.broker = broker;
    }

    @Override
    public Integer call() {
        return Failures.run(this::run);
    }

    private int run() throws IOException, MalformedMessageException, InterruptedException {
        if (plan != null && !apply) {
            show(commands(List.of(given(plan))));
            return ExitCode.DONE.number();
        }
        try (MqttLink link = broker.connect()) {
            List<Command> commands = commands(plan != null ? List.of(given(plan)) : RetainedPlans.ask(link));
            if (apply) {
                return apply(link, commands);
            }
            show(commands);
            return ExitCode.DONE.number();
        }
    }

    private PublishedPlan given(Path folder) throws IOException, MalformedMessageException {
        PlanFolder opened = PlanFolder.open(folder);
        Map<String, String> bound = opened.plan().devices().stream().collect(Collectors.toMap(d -> d, d -> d));
        Map<String, String> named = Assignments.parse("--bind", "d0=edge-1", bindings);
        if (!bound.keySet().containsAll(named.keySet())) {
            throw new IllegalArgumentException(
                    "--bind: the plan's devices are " + opened.plan().devices());
        }
        bound.putAll(named);
        return new PublishedPlan(Epoch.parse(epoch), opened.plan().id(), bound, opened.plan());
    }

    private List<Command> commands(List<PublishedPlan> plans) throws IOException {
        TreeSet<String> devices = plans.stream()
                .flatMap(p -> p.bindings().values().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        List<Command> commands = new ArrayList<>();
        if (site != null) {
            SiteFolder folder = SiteFolder.open(site);
            for (Account account : folder.accounts()) {
                commands.addAll(folder.commands(account, plans));
                if (account.kind() == Account.Kind.DEVICE) {
                    devices.remove(account.name());
                }
            }
        }
        devices.forEach(device -> commands.add(new Account(Account.Kind.DEVICE, device).roleCommand(plans)));
        return commands;
    }

    private int apply(MqttLink link, List<Command> commands) throws InterruptedException {
        Terminal terminal = Terminal.of(spec);
        try (DynamicSecurity plugin = DynamicSecurity.open(link)) {
            List<String> failures = plugin.apply(commands);
            failures.forEach(failure -> terminal.err().println("  " + failure));
            terminal.print(commands.size() - failures.size() + " of " + commands.size() + " commands carried out"
                    + System.lineSeparator());
            return (failures.isEmpty() ? ExitCode.DONE : ExitCode.CHECK_FAILED).number();
        } catch (LinkException e) {
            throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private void show(List<Command> commands) {
        Terminal.of(spec)
                .print(Json.encodeIndented(
                        Map.of("commands", commands.stream().map(Command::shown).toList())));
    }

    /** {@code hyps acl init}. */
    @picocli.CommandLine.Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = {
                "Writes DIR/broker/dynamic-security.json: what the plugin starts from, with an account for each part of",
                "the site. From then on the plugin keeps the file; 'hyps acl --site DIR --apply' adds accounts."
            })
    static final class Init implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "DIR", description = "A folder of mosquitto/site.")
        private Path folder = Path.of("");

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            return Failures.run(() -> {
                SiteFolder site = SiteFolder.open(folder);
                if (site.accounts().stream().noneMatch(a -> a.kind() == Account.Kind.PLANNER)) {
                    throw new IllegalArgumentException(
                            "no planner is in " + folder + ": add one with mosquitto/site " + folder + " --planner");
                }
                Path file = site.broker().resolve("dynamic-security.json");
                FirstConfiguration.write(site, file);
                Terminal.of(spec).print(site.accounts().size() + " accounts in " + file + System.lineSeparator());
                return ExitCode.DONE.number();
            });
        }
    }
}
