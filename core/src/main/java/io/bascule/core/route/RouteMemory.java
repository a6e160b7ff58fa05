package io.bascule.core.route;

import io.bascule.core.record.ByNode;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one plan leaves to the next; only what was seen or asked for, so that losing it costs a grace, never a route.
 *
 * @param known the newest record and what stood beside it, null before the first
 * @param run the HAProxy last looked at, null before the first look
 * @param ready the servers that it showed ready
 * @param closings the closed servers whose sessions are not known to have ended
 * @param unfitSinceMs since when no standby is fit to read from though the record is steady, on the planner's clock, or -1
 * @param opening the write server that was asked to open and not yet seen ready
 */
public record RouteMemory(
        @Nullable Known known,
        ProxyView.@Nullable Run run,
        Set<Server> ready,
        Map<Server, Closing> closings,
        long unfitSinceMs,
        @Nullable Opening opening) {
    public static final RouteMemory NOTHING = new RouteMemory(null, null, Set.of(), Map.of(), -1, null);

    public RouteMemory {
        ready = Set.copyOf(ready);
        closings = Map.copyOf(closings);
    }

    /**
     * With what the store shows, unless that is nothing or less than it has shown before (R7). Without the store all stays
     * as it showed it last (R10). To be called while HAProxy is absent, too: what passes meanwhile counts when it is back.
     */
    public RouteMemory noting(RouteInput input) {
        ClusterRecord record = input.record();
        if (record == null || known != null && known.seen().refuses(input.shown())) {
            return this;
        }
        var now = new Known(input.shown(), record, input.settings(), input.members());
        return new RouteMemory(now, run, ready, closings, unfitSinceMs, opening);
    }

    /** What the store said when it was last believed. */
    public record Known(Seen seen, ClusterRecord record, Settings settings, Map<String, MemberState> members) {
        public Known {
            members = ByNode.copyOf(members);
        }
    }

    /** @param sinceMs when it was first asked for, on the planner's clock */
    public record Opening(Server server, long sinceMs) {}

    /**
     * @param sinceMs when it was told to close, or first seen closed, on the planner's clock
     * @param cutSinceMs when its sessions were first cut, or -1
     * @param cut how many sessions that were
     */
    public record Closing(long sinceMs, long cutSinceMs, int cut) {
        static Closing at(long nowMs) {
            return new Closing(nowMs, -1, 0);
        }

        boolean isCutting() {
            return cutSinceMs >= 0;
        }

        Closing cutting(long nowMs, int sessions) {
            return isCutting()
                    ? new Closing(sinceMs, cutSinceMs, Math.max(cut, sessions))
                    : new Closing(sinceMs, nowMs, sessions);
        }
    }
}
