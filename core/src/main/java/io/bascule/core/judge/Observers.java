package io.bascule.core.judge;

import io.bascule.core.record.MemberState;
import io.bascule.events.Probe;
import io.bascule.events.Probe.Reach;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What others than the primary see of it: the other members' monitors and this copy's own pings. "Most" counts against
 * the whole membership, so that observers that are away count for the primary, not against it.
 */
final class Observers {
    /** A monitor's probe older than this says nothing about now: four heartbeats. */
    static final long FRESH_MS = 1000;

    private static final String MONITOR = "monitor of ";

    private static final String THIS_COPY = "this election copy";

    private record View(String observer, Reach reach, long forMs) {}

    private final List<View> views = new ArrayList<>();
    private final List<String> untold = new ArrayList<>();
    private final int all;

    private Observers(int all) {
        this.all = all;
    }

    static Observers of(String primary, Set<String> membership, Knowledge known, long nowMs) {
        var observers = new Observers(others(primary, membership) + 1);
        observers.addOwnPing(primary, known, nowMs);
        for (Knowledge.Heard heard : known.probes().values()) {
            long ageMs = nowMs - heard.atMs();
            Probe probe = heard.probe();
            if (probe.node().equals(primary) || !membership.contains(probe.node()) || ageMs > FRESH_MS) {
                continue;
            }
            if (probe.peers().stream().noneMatch(peer -> peer.node().equals(primary))) {
                observers.untold.add(MONITOR + probe.node());
            }
            probe.peers().stream()
                    .filter(peer -> peer.node().equals(primary))
                    .forEach(peer -> observers.views.add(
                            new View(MONITOR + probe.node(), peer.reach(), peer.reachForMs() + ageMs)));
        }
        return observers;
    }

    /** Without Kafka: this copy's pings, and whether the standbys' executors say in the store that they stream. */
    static Observers withoutKafka(
            String primary, Set<String> membership, Collection<MemberState> members, Knowledge known, long nowMs) {
        var observers = new Observers(others(primary, membership) + 1);
        observers.addOwnPing(primary, known, nowMs);
        for (MemberState member : members) {
            if (!member.node().equals(primary) && member.role() == MemberState.Role.STANDBY) {
                Reach reach = member.streaming() ? Reach.ANSWERS : Reach.CLOSED;
                observers.views.add(new View("executor of " + member.node(), reach, Long.MAX_VALUE));
            }
        }
        return observers;
    }

    private static int others(String primary, Set<String> membership) {
        return membership.size() - (membership.contains(primary) ? 1 : 0);
    }

    private void addOwnPing(String primary, Knowledge known, long nowMs) {
        Knowledge.Sight own = known.sights().get(primary);
        if (own != null && !known.pingsAreLate(primary, nowMs)) {
            views.add(new View(THIS_COPY, own.reach(), nowMs - own.sinceMs()));
        }
    }

    /** Whether most have had it unreachable, in any way, for {@code atLeastMs}. */
    boolean mostCannotReach(long atLeastMs) {
        return most(view -> isUnreachable(view.reach()) && view.forMs() >= atLeastMs);
    }

    /**
     * Whether most saw their connections end, not merely fall silent, {@code atLeastMs} ago or longer, but since it has
     * served, for {@code servedForMs}: an end stands until the next answer, however long logins take.
     */
    boolean mostSawItEnd(long atLeastMs, long servedForMs) {
        return most(view -> (view.reach() == Reach.CLOSED || view.reach() == Reach.REFUSED)
                && view.forMs() >= atLeastMs
                && view.forMs() < servedForMs);
    }

    /**
     * Whether most cannot reach it or were never told where it is, as monitors that began after its lease had ended; and
     * nobody reaches it.
     */
    boolean mostCannotFind() {
        long unreachable = views.stream().filter(v -> isUnreachable(v.reach())).count();
        return 2 * (unreachable + untold.size()) > all && !anyReaches();
    }

    boolean anyReaches() {
        return views.stream().anyMatch(view -> view.reach() == Reach.ANSWERS || view.reach() == Reach.NOT_READY);
    }

    /** Whether another node's monitor gets queries answered; a ping says less, as the postmaster answers it alone. */
    boolean anyMonitorReaches() {
        return views.stream().anyMatch(v -> v.observer().startsWith(MONITOR) && v.reach() == Reach.ANSWERS);
    }

    /** Whether this copy's own pings have come to nothing for {@code atLeastMs}. */
    boolean thisCopyCannotReach(long atLeastMs) {
        return views.stream()
                .anyMatch(v -> v.observer().equals(THIS_COPY) && isUnreachable(v.reach()) && v.forMs() >= atLeastMs);
    }

    List<String> sentences() {
        return Stream.concat(
                        views.stream()
                                .map(view -> view.observer() + ": " + view.reach()
                                        + (view.forMs() == Long.MAX_VALUE ? "" : " for " + view.forMs() + " ms")),
                        untold.stream().map(observer -> observer + ": was never told where it is"))
                .toList();
    }

    private boolean most(java.util.function.Predicate<View> condition) {
        return 2 * views.stream().filter(condition).count() > all;
    }

    private static boolean isUnreachable(Reach reach) {
        return switch (reach) {
            case REFUSED, CLOSED, SILENT -> true;
            case ANSWERS, NOT_READY, UNKNOWN -> false;
        };
    }
}
