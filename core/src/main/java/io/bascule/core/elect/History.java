package io.bascule.core.elect;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The record's timelines: those of the primary's own WAL, and no others (R5). */
final class History {
    private History() {}

    /**
     * What of {@code timelines} is in the WAL of a candidate that ends at {@code position}. A term after that of its last
     * WAL made its timeline elsewhere, and acknowledged nothing there: it is given up now. Its last timeline may have
     * been made too late for the record of its term; who follows it before it serves has to know whose that is.
     *
     * @param last the timeline that it ends on, 0 when that is not known
     */
    static List<Timeline> upTo(WalPosition position, int last, List<Timeline> timelines) {
        List<Timeline> known = timelines.stream()
                .filter(t -> t.term() <= position.term() || t.equals(timelines.getFirst()))
                // PostgreSQL gives the number after the last one that it knows to the one that it makes.
                .filter(t -> last == 0 || t.id() <= last)
                .toList();
        if (last == 0 || has(known, last, position.term())) {
            return known;
        }
        List<Timeline> older = olderThan(last, known);
        return and(older, last, position.term(), lastFork(older));
    }

    /**
     * With the timeline that {@code primary} is on, by the term that it says made it: a running primary that is reinstated
     * makes none, and its last one may never have come into the record. A number made twice is the later term's.
     */
    static List<Timeline> with(MemberState primary, View view) {
        ClusterRecord record = view.record();
        long madeBy = primary.position().term();
        if (has(record.timelines(), primary.timeline(), madeBy)) {
            return record.timelines();
        }
        List<Timeline> older = olderThan(primary.timeline(), record.timelines());
        Lsn fork =
                Objects.requireNonNullElse(primary.forkLsn(), primary.position().lsn());
        return and(older, primary.timeline(), madeBy, leftKnownHistory(primary, view, older) ? lastFork(older) : fork);
    }

    private static boolean has(List<Timeline> known, int id, long term) {
        return known.stream().anyMatch(t -> t.id() == id && t.term() == term);
    }

    private static List<Timeline> olderThan(int id, List<Timeline> known) {
        return known.stream().filter(t -> t.id() < id).toList();
    }

    private static List<Timeline> and(List<Timeline> older, int id, long term, Lsn fork) {
        List<Timeline> all = new ArrayList<>(older);
        all.add(new Timeline(id, term, fork));
        return all;
    }

    /**
     * Whether between the last timeline of the record and the primary's there may be one that never came into the record:
     * the candidate's last WAL was on such a one, or its promotion was begun twice. Where the last known one was left is
     * not known then, so that whoever has WAL of that one is rewound, which finds out by itself.
     */
    private static boolean leftKnownHistory(MemberState primary, View view, List<Timeline> known) {
        boolean numberSkipped =
                !known.isEmpty() && primary.timeline() != known.getLast().id() + 1;
        return numberSkipped
                || view.promises().stream()
                        .filter(p -> p.term() == view.record().term()
                                && p.instance().equals(view.record().primary()))
                        .map(Promise::position)
                        .anyMatch(end -> known.stream().noneMatch(t -> t.term() == end.term()));
    }

    private static Lsn lastFork(List<Timeline> known) {
        return known.isEmpty() ? Lsn.ZERO : known.getLast().fork();
    }
}
