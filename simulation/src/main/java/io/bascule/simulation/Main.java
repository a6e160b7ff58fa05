package io.bascule.simulation;

import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Violation;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs seeds, and prints what they went through. */
public final class Main {
    private static final String USAGE =
            "usage: --seeds N | --elections N [--from S] [--minutes M] [--go-on] [--mutation NAME | --mutations] [--story];"
                    + " see ./bascule help simulate";

    private long seeds = 100;
    private long from = 1;
    private long minutes = Long.MAX_VALUE;
    private long elections = Long.MAX_VALUE;
    private boolean goOn;
    private boolean story;
    private boolean all;
    private @Nullable Mutation mutation;

    private Main() {}

    public static void main(String[] arguments) {
        silence();
        Main main = new Main();
        try {
            main.read(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
        System.exit(main.run() ? 0 : 1);
    }

    /** The services log each decision; a million of them say nothing to anybody. */
    static void silence() {
        Logger.getLogger("").setLevel(Level.OFF);
    }

    private void read(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            if (isFlag(name)) {
                continue;
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(name + " lacks its value, or is not known");
            }
            String value = arguments[++i];
            switch (name) {
                case "--seeds" -> seeds = Long.parseLong(value);
                case "--elections" -> {
                    elections = Long.parseLong(value);
                    seeds = Long.MAX_VALUE;
                }
                case "--from" -> from = Long.parseLong(value);
                case "--minutes" -> minutes = Long.parseLong(value);
                case "--mutation" -> mutation = Mutation.valueOf(value.toUpperCase(Locale.ROOT));
                default -> throw new IllegalArgumentException("there is no option " + name);
            }
        }
    }

    private boolean isFlag(String name) {
        switch (name) {
            case "--story" -> story = true;
            case "--mutations" -> all = true;
            case "--go-on" -> goOn = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean run() {
        if (all) {
            return runMutations();
        }
        Report report = new Report();
        boolean bySeeds = elections == Long.MAX_VALUE;
        Progress progress = bySeeds ? new Progress("seeds", seeds) : new Progress("elections", elections);
        long until = minutes == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + minutes * 60_000_000_000L;
        for (long done = 0; done < seeds && report.elections() < elections && System.nanoTime() < until; done++) {
            long seed = from + done;
            Outcome outcome = Simulator.run(seed, mutation);
            report.add(outcome);
            progress.at(bySeeds ? done + 1 : report.elections(), report);
            if (outcome.violation() != null && goOn) {
                System.err.println(report.failures().getLast());
            } else if (outcome.violation() != null) {
                System.out.println(report.summary());
                System.out.println(Simulator.explain(outcome, mutation));
                return false;
            }
            if (story) {
                new Run(seed, outcome.plan(), mutation, true).run().story().forEach(System.out::println);
            }
        }
        System.out.println(report.summary());
        return report.failures().isEmpty();
    }

    /** How many seeds each broken rule takes to be noticed. */
    private boolean runMutations() {
        boolean noticed = true;
        for (Mutation each : Mutation.values()) {
            String how = notice(each);
            noticed &= !how.isEmpty();
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %-36s %s%n",
                    each.rule(),
                    each,
                    how.isEmpty() ? "not noticed in " + seeds + " seeds" : how);
        }
        return noticed;
    }

    private String notice(Mutation broken) {
        for (long seed = from; seed < from + seeds; seed++) {
            Violation violation = Simulator.run(seed, broken).violation();
            if (violation != null) {
                return (seed - from + 1) + " seeds, " + violation.invariant();
            }
        }
        return "";
    }
}
