package io.hyps.stack.cli;

import io.hyps.gateway.app.GatewayCommand;
import io.hyps.planner.app.PlannerCommand;
import io.hyps.planner.cli.AclCommand;
import io.hyps.planner.cli.PlanCommand;
import io.hyps.planner.cli.PublishCommand;
import io.hyps.planner.cli.RollbackCommand;
import io.hyps.planner.cli.SimulateCommand;
import io.hyps.planner.cli.VerifyCommand;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.runner.app.RunnerCommand;
import io.hyps.stack.demo.DemoCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code hyps} command. */
@Command(
        name = "hyps",
        header = "Runs a CNN on several small devices, joined by MQTT; every image and every answer is kept in Kafka.",
        mixinStandardHelpOptions = true,
        versionProvider = ProjectVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, but the check it made failed",
            "2:bad usage or bad input",
            "3:infeasible",
            "4:a broker or device cannot be reached"
        },
        footer = {"", "'hyps COMMAND --help' tells more. To see it all work: hyps demo"},
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            PlanCommand.class,
            VerifyCommand.class,
            SimulateCommand.class,
            PublishCommand.class,
            RollbackCommand.class,
            DevicesCommand.class,
            ModelsCommand.class,
            SendCommand.class,
            ReplayCommand.class,
            KeysCommand.class,
            AclCommand.class,
            CompletionCommand.class,
            BrokersCommand.class
        })
public final class Hyps {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    /** For {@link CommandRunner#of}. */
    public Hyps() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String... arguments) {
        Map<String, String> environment = System.getenv();
        boolean debug = !environment.getOrDefault("HYPS_DEBUG", "").isEmpty();
        boolean service = arguments.length > 0 && arguments[0].equals("brokers");
        System.setProperty(LOG_LEVEL, debug ? "info" : service ? "warn" : "off");
        CommandLine line = commandLine(debug);
        line.setOut(writer(FileDescriptor.out));
        line.setErr(writer(FileDescriptor.err));
        line.setExecutionStrategy(new NativeLibrariesFirst(line.getExecutionStrategy()));
        System.exit(line.execute(arguments));
    }

    /** The whole command line, ready to execute. */
    static CommandLine commandLine(boolean debug) {
        CommandLine line = CommandRunner.of(new Hyps());
        // for help and completion; the launcher runs the parts' own applications
        line.addSubcommand("planner", new PlannerCommand());
        line.addSubcommand("runner", new RunnerCommand());
        line.addSubcommand("gateway", new GatewayCommand());
        ServiceLoader.load(AddedCommand.class).forEach(added -> line.addSubcommand(CommandRunner.of(added)));
        line.getHelpSectionMap().put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler(new LastResort(line.getExecutionExceptionHandler(), debug));
        return line;
    }

    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8), true);
    }
}
