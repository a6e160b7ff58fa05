package io.bascule.simulation;

import io.bascule.simulation.check.Mutation;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs seeds, and prints what they went through. */
public final class Main {
    private static final String USAGE =
            "usage: --seeds N | --elections N [--from S] [--minutes M] [--go-on] [--mutation NAME] [--story];"
                    + " see ./bascule help simulate";

    private long seeds = 100;
    private long from = 1;
    private long minutes = Long.MAX_VALUE;
    private long elections = Long.MAX_VALUE;
    private boolean goOn;
    private boolean story;
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
                case "--seeds" -> seeds = number(name, value);
                case "--elections" -> {
                    elections = number(name, value);
                    seeds = Long.MAX_VALUE;
                }
                case "--from" -> from = number(name, value);
                case "--minutes" -> minutes = number(name, value);
                case "--mutation" -> mutation = mutation(value);
                default -> throw new IllegalArgumentException("there is no option " + name);
            }
        }
    }

    private boolean isFlag(String name) {
        switch (name) {
            case "--story" -> story = true;
            case "--go-on" -> goOn = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean run() {
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

    private static long number(String name, String value) {
        try {
            long number = Long.parseLong(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(name + " is " + value + ", but must be a whole number from 1 on");
    }

    private static Mutation mutation(String name) {
        return Arrays.stream(Mutation.values())
                .filter(m -> m.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no mutation " + name + "; there are " + Arrays.toString(Mutation.values())));
    }
}
