package io.bascule.lab;

import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.trial.BenchReport;
import io.bascule.lab.trial.Trial;
import io.bascule.lab.trial.Trials;
import io.bascule.lab.write.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        description = "Measures the write outage of each fault on the primary. Progress goes to standard error.",
        mixinStandardHelpOptions = true)
final class BenchCommand extends ClusterCommand {
    @Option(
            names = "--faults",
            split = ",",
            defaultValue = "switchover,postmaster,node,cut,frozen,node_without_kafka,machine",
            description = "Which faults, in which order (default: ${DEFAULT-VALUE}).")
    private List<String> faults = List.of();

    @Option(
            names = "--runs",
            defaultValue = "5",
            description = "Runs of each fault, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int runs = 5;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the JSON to this file.")
    private @Nullable Path json;

    @Override
    int run(Cluster cluster) {
        if (runs < 1 || runs > 1000) {
            throw new LabFailure("--runs is " + runs + ", but must be from 1 to 1000.");
        }
        List<Fault> wanted = faults.stream().map(Fault::of).distinct().toList();
        Database database = database(cluster);
        Map<Fault, List<Trial>> trials = new LinkedHashMap<>();
        try (EventTail tail = events(cluster)) {
            Trials runner = new Trials(cluster, database, tail, BenchCommand::quiet);
            for (Fault fault : wanted) {
                for (int run = 1; run <= runs; run++) {
                    Trial trial = runner.run(fault);
                    trials.computeIfAbsent(fault, f -> new ArrayList<>()).add(trial);
                    System.err.printf(
                            Locale.ROOT,
                            "%s, run %d of %d: %,.0f ms, %s -> %s; %s%n",
                            fault.words(),
                            run,
                            runs,
                            trial.outageMs(),
                            trial.from(),
                            trial.to(),
                            trial.audit());
                }
            }
        } finally {
            // Also what was measured before a run that failed.
            if (!trials.isEmpty()) {
                report(new BenchReport(trials));
            }
        }
        if (!new BenchReport(trials).isClean()) {
            throw new LabFailure("Rows are not as they were acknowledged: see the runs above.");
        }
        return 0;
    }

    private static void quiet(String step) {
        if (step.contains("missing")) {
            System.err.println("  " + step);
        }
    }

    private void report(BenchReport report) {
        System.out.println();
        System.out.println(report.tables());
        System.out.println(report.json());
        if (json != null) {
            try {
                Files.writeString(json, report.json() + System.lineSeparator());
            } catch (IOException e) {
                throw new LabFailure("The result could not be written to " + json + ": " + e.getMessage(), e);
            }
        }
    }
}
