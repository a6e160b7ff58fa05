package io.bascule.election;

import io.bascule.core.record.ClusterRecord;
import io.bascule.events.StoryEvent;
import io.bascule.platform.EventOutlet;
import io.bascule.platform.StoreSnapshot;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Pages once for what stops a failover, and once when that is over. */
final class Alarm {
    private static final Logger LOG = Logger.getLogger(Alarm.class);

    /** An etcd that elects a new leader is back within a second; longer is worth a page. */
    private static final long STORE_AWAY_MS = 5000;

    private final String cluster;
    private final EventOutlet outlet;
    private @Nullable StoryEvent raised;
    private long storeAwaySinceMs = -1;
    private boolean storePaged;

    Alarm(String cluster, EventOutlet outlet) {
        this.cluster = cluster;
        this.outlet = outlet;
    }

    void raise(StoryEvent page, String why) {
        StoryEvent before = raised;
        if (before != null && before.getClass() == page.getClass() && before.term() == page.term()) {
            return;
        }
        raised = page;
        LOG.error(why);
        outlet.publish(page);
    }

    void over(ClusterRecord record) {
        if (raised != null) {
            raised = null;
            outlet.publish(new StoryEvent.FailoverUnblocked(cluster, record.term()));
        }
    }

    /** R10: PostgreSQL goes on without etcd, but no failover can happen, and that is paged. */
    void store(StoreSnapshot seen, long nowMs) {
        long term = seen.record() == null ? 0 : seen.record().term();
        if (seen.reachable()) {
            if (storePaged) {
                outlet.publish(new StoryEvent.FailoverUnblocked(cluster, term));
            }
            storeAwaySinceMs = -1;
            storePaged = false;
            return;
        }
        if (storeAwaySinceMs < 0) {
            storeAwaySinceMs = nowMs;
        }
        if (!storePaged && nowMs - storeAwaySinceMs >= STORE_AWAY_MS) {
            storePaged = true;
            LOG.error("etcd has not answered for " + STORE_AWAY_MS + " ms: no failover can happen until it does");
            outlet.publish(new StoryEvent.FailoverBlocked(
                    cluster, term, "etcd does not answer", "bring a majority of its members back"));
        }
    }
}
