package io.bascule.core.route;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.core.route.ProxyView.Admission;
import io.bascule.core.route.ProxyView.Shown;
import io.bascule.core.route.RouteMemory.Closing;
import io.bascule.core.route.RouteStep.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What becomes of the sessions on servers that were closed: some time to end by themselves, then cut until none is left. */
final class Closings {
    private Closings() {}

    /** After a start of the router or of HAProxy: whoever sits on a closed server has the same time from now. */
    static Map<Server, Closing> first(ProxyView view, long nowMs) {
        var closings = new TreeMap<Server, Closing>();
        view.servers().forEach((server, shown) -> {
            if (shown.admission() == Admission.CLOSED && shown.sessions() > 0) {
                closings.put(server, Closing.at(nowMs));
            }
        });
        return closings;
    }

    /** Those of before that still have sessions, and new ones; the ended ones go to {@code outcomes}. */
    static Map<Server, Closing> next(
            long term, ProxyView view, RouteMemory memory, long nowMs, List<RouteOutcome> outcomes) {
        var closings = first(view, nowMs);
        closings.replaceAll((server, fresh) -> memory.closings().getOrDefault(server, fresh));
        var wereOpen = new HashSet<>(memory.ready());
        wereOpen.addAll(memory.closings().keySet());
        for (Server server : view.in(Backend.WRITE)) {
            if (wereOpen.contains(server) && view.isClosed(server) && !closings.containsKey(server)) {
                Closing before = memory.closings().get(server);
                outcomes.add(new RouteOutcome.SessionsEnded(term, server.node(), before == null ? 0 : before.cut()));
            }
        }
        return closings;
    }

    /** Adds a cut for each closing whose grace has passed, again and again until it has no session. */
    static void cut(
            ClusterRecord record, ProxyView view, Map<Server, Closing> closings, long nowMs, List<RouteStep> steps) {
        closings.replaceAll((server, closing) -> {
            if (isLeftAlone(record, server) || graceLeftMs(record, server, closing, nowMs) > 0) {
                return closing;
            }
            steps.add(new RouteStep.Cut(server, Reason.GRACE_PASSED));
            return closing.cutting(nowMs, view.of(server).map(Shown::sessions).orElse(0));
        });
    }

    /** When to look again for their sake. */
    static long lookAgainMs(
            ClusterRecord record, Map<Server, Closing> closings, long nowMs, Set<RouteTrouble> troubles) {
        long soonestMs = Routes.VERIFY_MS;
        for (var entry : closings.entrySet()) {
            Server server = entry.getKey();
            Closing closing = entry.getValue();
            if (isLeftAlone(record, server)) {
                continue;
            }
            if (!closing.isCutting()) {
                soonestMs = Math.min(soonestMs, graceLeftMs(record, server, closing, nowMs));
            } else if (nowMs - closing.cutSinceMs() < Routes.TROUBLE_AFTER_MS) {
                soonestMs = Math.min(soonestMs, Routes.REPEAT_MS);
            } else {
                troubles.add(new RouteTrouble.SessionsStay(server));
            }
        }
        return soonestMs;
    }

    /**
     * Writers on the primary that is to be opened again are where they should be. Readers on it read nothing wrong:
     * once standbys serve, new ones go there and these may stay.
     */
    private static boolean isLeftAlone(ClusterRecord record, Server server) {
        return record.phase() == Phase.STEADY && record.hasPrimary(server.node());
    }

    private static long graceLeftMs(ClusterRecord record, Server server, Closing closing, long nowMs) {
        long graceMs = switch (server.backend()) {
            case READ -> Routes.READ_GRACE_MS;
            case WRITE -> record.phase() == Phase.DRAINING ? Routes.DRAIN_GRACE_MS : Routes.CRASH_GRACE_MS;
        };
        return closing.sinceMs() + graceMs - nowMs;
    }
}
