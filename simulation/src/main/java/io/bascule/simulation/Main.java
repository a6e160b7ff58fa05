package io.bascule.simulation;

import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Violation;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code --seeds N [--from S] [--minutes M] [--mutation NAME]}: runs seeds, prints what they went through. */
public final class Main {
    private static final String USAGE =
            "usage: --seeds N [--from S] [--minutes M] [--mutation NAME | --mutations] [--story]; see ./bascule help simulate";

    private long seeds = 100;
    private long from = 1;
    private long minutes = Long.MAX_VALUE;
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
            if (name.equals("--story")) {
                story = true;
                continue;
            }
            if (name.equals("--mutations")) {
                all = true;
                continue;
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(name + " lacks its value, or is not known");
            }
            String value = arguments[++i];
            switch (name) {
                case "--seeds" -> seeds = Long.parseLong(value);
                case "--from" -> from = Long.parseLong(value);
                case "--minutes" -> minutes = Long.parseLong(value);
                case "--mutation" -> mutation = Mutation.valueOf(value.toUpperCase(Locale.ROOT));
                default -> throw new IllegalArgumentException("there is no option " + name);
            }
        }
    }

    private boolean run() {
        if (all) {
            return runMutations();
        }
        Report report = new Report();
        long until = minutes == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + minutes * 60_000_000_000L;
        for (long seed = from; seed < from + seeds && System.nanoTime() < until; seed++) {
            Outcome outcome = Simulator.run(seed, mutation);
            report.add(outcome);
            if (outcome.violation() != null) {
                System.out.println(report.summary());
                System.out.println(Simulator.explain(outcome, mutation));
                return false;
            }
            if (story) {
                new Run(seed, outcome.plan(), mutation, true).run().story().forEach(System.out::println);
            }
        }
        System.out.println(report.summary());
        return true;
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
