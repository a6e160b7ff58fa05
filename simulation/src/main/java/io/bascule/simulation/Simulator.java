package io.bascule.simulation;

import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Violation;
import io.bascule.simulation.fault.Fault;
import io.bascule.simulation.fault.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs seeds, and shortens the failing ones. */
final class Simulator {
    private static final int STORY_LINES = 150;
    private static final int MOST_TRIES = 200;

    private Simulator() {}

    static Outcome run(long seed, @Nullable Mutation broken) {
        return new Run(seed, Plan.of(seed), broken, false).run();
    }

    /** The same seed with as few faults as still violate the same invariant. */
    static Outcome shrink(Outcome failed, @Nullable Mutation broken) {
        Violation first = failed.violation();
        if (first == null) {
            return failed;
        }
        Outcome best = failed;
        int tries = 0;
        boolean shorter = true;
        while (shorter && tries < MOST_TRIES) {
            shorter = false;
            for (int i = best.plan().faults().size() - 1; i >= 0 && tries < MOST_TRIES; i--) {
                List<Fault> fewer = new ArrayList<>(best.plan().faults());
                fewer.remove(i);
                tries++;
                Outcome tried = new Run(failed.seed(), best.plan().with(fewer), broken, false).run();
                Violation found = tried.violation();
                if (found != null && found.invariant() == first.invariant()) {
                    best = tried;
                    shorter = true;
                }
            }
        }
        return best;
    }

    /** Acknowledgements are most of a story, and only the last few say anything. */
    private static List<String> withoutSuccesses(List<String> story) {
        int from = Math.max(0, story.size() - 10);
        List<String> shorter = new ArrayList<>();
        for (int i = 0; i < story.size(); i++) {
            if (i >= from || !story.get(i).contains(": acknowledges commit")) {
                shorter.add(story.get(i));
            }
        }
        return shorter;
    }

    /** What failed, how to repeat it, and the last steps of the shortest run that fails alike. */
    static String explain(Outcome failed, @Nullable Mutation broken) {
        Violation first = failed.violation();
        Outcome shortest = shrink(failed, broken);
        Outcome told = new Run(failed.seed(), shortest.plan(), broken, true).run();
        List<String> story = withoutSuccesses(told.story());
        String how = broken == null ? "" : " --mutation " + broken;
        return "seed " + failed.seed() + ": " + (first == null ? "nothing failed" : first.getMessage())
                + "\nrepeat: ./bascule simulate --seeds 1 --from "
                + failed.seed() + how + "\n" + told.plan().nodes() + " nodes, acks "
                + told.plan().acks()
                + (told.plan().available() ? ", available" : "") + "; of "
                + failed.plan().faults().size()
                + " faults these are enough:\n"
                + told.plan().faults().stream().map(f -> "  " + f).collect(Collectors.joining("\n"))
                + "\nthe last steps:\n"
                + String.join("\n", story.subList(Math.max(0, story.size() - STORY_LINES), story.size()))
                + "\n" + (told.violation() == null ? "" : told.violation().getMessage());
    }
}
