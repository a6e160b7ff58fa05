package io.bascule.lab.trial;

import io.bascule.lab.story.Sentences;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A trial as people read it: the timeline of what services told and writers saw, and the result. */
public final class Narrative {
    private Narrative() {}

    private record Line(double ms, String what) {}

    /** In the order of time; times in ms since the last write before the outage. */
    public static List<String> timeline(Trial trial) {
        Stream<Line> told = trial.story().stream()
                .map(one -> new Line(trial.msSinceLastWrite(one.at()), Sentences.of(one.event())));
        Stream<Line> seen = Stream.of(
                new Line(0, "the last write on " + trial.from() + " is acknowledged"),
                new Line(trial.outageMs(), "the first write on " + trial.to() + " is acknowledged"));
        return Stream.concat(told, seen)
                .sorted(Comparator.comparingDouble(Line::ms))
                .map(line -> String.format(Locale.ROOT, "%,+10.0f ms  %s", line.ms(), line.what()))
                .toList();
    }

    public static List<String> result(Trial trial) {
        List<String> lines = new ArrayList<>();
        lines.add("  primary            " + trial.from() + " -> " + trial.to() + ", now term " + trial.term());
        lines.add(String.format(
                Locale.ROOT,
                "  write outage       %,.0f ms (the longest time between two acknowledgements)",
                trial.outageMs()));
        lines.add(String.format(
                Locale.ROOT, "  rows acknowledged  %,d", trial.audit().acknowledged()));
        lines.add("  rows lost          " + trial.audit().lost().size());
        lines.add("  rows doubled       " + trial.audit().doubled().size());
        lines.add("  failed attempts    " + trial.failures() + " (the writer reconnected and went on with a new row)");
        return lines;
    }

    /** The same axis for a story that is still going on: the wall time of day. */
    public static String live(Instant at, String what) {
        return at.toString().substring(11, 23) + "  " + what;
    }
}
