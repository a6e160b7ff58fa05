package io.bascule.core.route;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.core.route.RouteMemory.Closing;
import io.bascule.core.route.RouteMemory.Known;
import io.bascule.core.route.RouteMemory.Opening;
import io.bascule.core.route.RouteStep.Reason;
import io.bascule.core.route.RouteTrouble.NoBackend;
import io.bascule.core.route.RouteTrouble.NoServer;
import io.bascule.core.route.RouteTrouble.NotReady;
import io.bascule.core.route.RouteTrouble.OlderRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From the record and what HAProxy shows to the next steps.
 *
 * <p>Writers reach the record's primary while it is STEADY, and nobody otherwise. Closing comes before opening, so that
 * at most one write server is ready; cutting comes last, so that no new primary waits for the sessions of an old one.
 * A router that is wrong, late or gone costs time, never a row: what makes a stray session harmless is the quorum.
 */
public final class Routes {
    /** How long a switchover lets sessions end by themselves. */
    public static final long DRAIN_GRACE_MS = 200;
    /**
     * The same after a crash: longer than haproxy.cfg's {@code timeout connect}, so that connections under way to a
     * silent server go elsewhere first. Cut before that, they hang (HAProxy 3.0.11).
     */
    public static final long CRASH_GRACE_MS = 150;
    /**
     * The same for readers, who lose nothing by staying a little; also how long they stay with standbys that all became
     * unfit at once.
     */
    public static final long READ_GRACE_MS = 2000;
    /** Pause between two looks while something is not yet as it was told. */
    public static final long REPEAT_MS = 10;
    /** Not as it was told for so long, it is a trouble, and looked at every {@link #VERIFY_MS} only. */
    public static final long TROUBLE_AFTER_MS = 1000;
    /** Pause between two looks while all is well: notices a restart of HAProxy and foreign hands. */
    public static final long VERIFY_MS = 100;

    private Routes() {}

    /** @param nowMs a monotonic clock, the same one for every plan */
    public static RoutePlan plan(RouteInput input, ProxyView view, RouteMemory memory, long nowMs) {
        var troubles = new LinkedHashSet<RouteTrouble>();
        Known before = memory.known();
        if (input.reachable() && before != null && before.seen().refuses(input.shown())) {
            // R7: a wiped etcd shows term 0.
            troubles.add(new OlderRecord(before.seen(), input.shown()));
        }
        Known known = memory.noting(input).known();
        if (known == null) {
            // HAProxy starts closed. If it is open, that was for a record, and a store that is away or was wiped is no
            // reason to stop service (R7, R10).
            return new RoutePlan(RouteMemory.NOTHING, List.of(), List.of(), troubles, VERIFY_MS);
        }
        ClusterRecord record = known.record();
        findMissing(known, view, troubles);

        var outcomes = new ArrayList<RouteOutcome>();
        boolean sameRun = view.run().equals(memory.run());
        Map<Server, Closing> closings =
                sameRun ? Closings.next(record.term(), view, memory, nowMs, outcomes) : Closings.first(view, nowMs);

        var steps = new ArrayList<RouteStep>();
        writeSteps(record, view, steps);
        long unfitSinceMs = unfitSinceMs(known, memory, nowMs);
        boolean inChange = record.phase() != Phase.STEADY || unfitSinceMs >= 0 && nowMs - unfitSinceMs < READ_GRACE_MS;
        readSteps(known, view, inChange, steps);
        Closings.cut(record, view, closings, nowMs, steps);
        for (RouteStep step : steps) {
            if (step instanceof RouteStep.Close) {
                closings.put(step.server(), Closing.at(nowMs));
            }
        }

        Opening opening = opening(record, view, sameRun ? memory.opening() : null, steps, nowMs, outcomes);
        long lookAgainMs = Math.min(
                Closings.lookAgainMs(record, closings, nowMs, troubles), openingLookAgainMs(opening, nowMs, troubles));
        Set<Server> ready = new HashSet<>(view.servers().keySet());
        ready.removeIf(server -> !view.isReady(server));
        return new RoutePlan(
                new RouteMemory(known, view.run(), ready, closings, unfitSinceMs, opening),
                steps,
                outcomes,
                troubles,
                lookAgainMs);
    }

    private static void findMissing(Known known, ProxyView view, Set<RouteTrouble> troubles) {
        for (Backend backend : Backend.values()) {
            if (view.in(backend).isEmpty()) {
                troubles.add(new NoBackend(backend));
                continue;
            }
            known.members().keySet().forEach(node -> expect(new Server(backend, node), view, troubles));
            expect(new Server(backend, known.record().primary().node()), view, troubles);
        }
    }

    private static void expect(Server server, ProxyView view, Set<RouteTrouble> troubles) {
        if (view.of(server).isEmpty()) {
            troubles.add(new NoServer(server));
        }
    }

    private static void writeSteps(ClusterRecord record, ProxyView view, List<RouteStep> steps) {
        Server wanted = wantedWrite(record);
        Reason whyClosed = switch (record.phase()) {
            case STEADY -> Reason.NOT_PRIMARY;
            case DRAINING -> Reason.DRAINING;
            case REVOKING -> Reason.REVOKING;
            case PROMOTING -> Reason.PROMOTING;
        };
        for (Server server : view.in(Backend.WRITE)) {
            if (!server.equals(wanted) && !view.isClosed(server)) {
                steps.add(new RouteStep.Close(server, whyClosed));
            }
        }
        if (wanted != null && view.of(wanted).isPresent() && !view.isReady(wanted)) {
            steps.add(new RouteStep.Open(wanted, Reason.STEADY_PRIMARY));
        }
    }

    private static @Nullable Server wantedWrite(ClusterRecord record) {
        return record.phase() == Phase.STEADY ? Server.write(record.primary().node()) : null;
    }

    /** Standbys that lose their primary all at once say so before anyone has judged it. */
    private static long unfitSinceMs(Known known, RouteMemory memory, long nowMs) {
        if (known.record().phase() != Phase.STEADY || ReadTargets.anyFit(known)) {
            return -1;
        }
        return memory.unfitSinceMs() >= 0 ? memory.unfitSinceMs() : nowMs;
    }

    /** Opens before it closes, so that readers find a server all the while. */
    private static void readSteps(Known known, ProxyView view, boolean inChange, List<RouteStep> steps) {
        Set<String> targets = ReadTargets.of(known, node -> view.isReady(Server.read(node)), inChange);
        for (Server server : view.in(Backend.READ)) {
            if (targets.contains(server.node()) && !view.isReady(server)) {
                boolean standIn = known.record().hasPrimary(server.node());
                steps.add(new RouteStep.Open(server, standIn ? Reason.NO_FIT_STANDBY : Reason.STREAMING_STANDBY));
            }
        }
        for (Server server : view.in(Backend.READ)) {
            if (!targets.contains(server.node()) && !view.isClosed(server)) {
                steps.add(new RouteStep.Close(server, Reason.NO_READ_TARGET));
            }
        }
    }

    private static @Nullable Opening opening(
            ClusterRecord record,
            ProxyView view,
            @Nullable Opening before,
            List<RouteStep> steps,
            long nowMs,
            List<RouteOutcome> outcomes) {
        Server wanted = wantedWrite(record);
        if (wanted == null) {
            return null;
        }
        boolean goesOn = before != null && before.server().equals(wanted);
        if (goesOn && view.isReady(wanted) && othersAreClosed(view, wanted)) {
            outcomes.add(new RouteOutcome.WritesOpened(record.term(), wanted.node()));
            return null;
        }
        boolean asked = steps.stream()
                .anyMatch(s -> s instanceof RouteStep.Open && s.server().equals(wanted));
        return goesOn ? before : asked ? new Opening(wanted, nowMs) : null;
    }

    private static boolean othersAreClosed(ProxyView view, Server server) {
        return view.in(Backend.WRITE).stream().filter(s -> !s.equals(server)).allMatch(view::isClosed);
    }

    private static long openingLookAgainMs(@Nullable Opening opening, long nowMs, Set<RouteTrouble> troubles) {
        if (opening == null) {
            return VERIFY_MS;
        }
        if (nowMs - opening.sinceMs() < TROUBLE_AFTER_MS) {
            return REPEAT_MS;
        }
        troubles.add(new NotReady(opening.server()));
        return VERIFY_MS;
    }
}
