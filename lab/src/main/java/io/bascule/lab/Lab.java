package io.bascule.lab;

import io.bascule.lab.cluster.LabFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The lab's program. {@code ./bascule} runs it in a container on the host's network. */
@Command(
        name = "lab",
        description = "Shows, breaks and measures a running Bascule cluster.",
        mixinStandardHelpOptions = true,
        subcommands = {
            WaitReadyCommand.class,
            StatusCommand.class,
            SwitchoverCommand.class,
            FailoverCommand.class,
            ReseatCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            ChaosCommand.class,
            WebhookReceiverCommand.class
        })
public final class Lab {
    private Lab() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Lab()).setExecutionExceptionHandler((failure, command, result) -> {
            if (failure instanceof LabFailure) {
                System.err.println(failure.getMessage());
            } else {
                // A defect of the lab itself: whoever repairs it needs the whole of it.
                failure.printStackTrace();
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
    }
}
