package io.bascule.executor;

import io.bascule.core.record.MemberState;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.StoreUnavailableException;
import io.bascule.platform.Wakeup;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes announcements to the store on a thread of its own, so that a silent store holds up nothing; only the newest waits. */
final class Announcements implements Consumer<MemberState>, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Announcements.class);
    private static final long RETRY_MS = 1000;

    private final ClusterStore store;
    private final AtomicReference<@Nullable MemberState> next = new AtomicReference<>();
    private final Wakeup wakeup = new Wakeup();
    private volatile boolean closed;

    Announcements(ClusterStore store) {
        this.store = store;
        Thread.ofPlatform().daemon().name("announcer").start(this::run);
    }

    @Override
    public void accept(MemberState state) {
        next.set(state);
        wakeup.wake();
    }

    private void run() {
        while (!closed) {
            wakeup.await(RETRY_MS);
            MemberState state = next.getAndSet(null);
            if (state != null) {
                try {
                    store.announce(state);
                } catch (StoreUnavailableException e) {
                    // The store announces its newest state by itself when it answers again.
                    continue;
                } catch (RuntimeException e) {
                    // This thread is the node's only voice: it survives what nobody thought of.
                    LOG.errorf(e, "the announcement of %s failed", state.node());
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        wakeup.wake();
    }
}
