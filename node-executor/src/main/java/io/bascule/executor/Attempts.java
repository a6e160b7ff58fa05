package io.bascule.executor;

import io.bascule.events.StoryEvent.NodeNeedsHelp;
import io.bascule.platform.PgFailure;
import io.bascule.platform.StoreUnavailableException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** What failed, how often in a row, and when it may be tried again. */
final class Attempts {
    private static final Logger LOG = Logger.getLogger(Attempts.class);
    private static final int HELP_AFTER = 3;
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 10_000;

    private static final long FORGOTTEN_AFTER_MS = 600_000;

    /** What a failover waits for is tried again soon. */
    private static final long LONGEST_URGENT_PAUSE_MS = 500;

    private final Node node;
    private final ExecutorMetrics metrics;
    private final Consumer<RuntimeException> onFailure;
    private final Map<String, Failed> failed = new HashMap<>();
    private String refused = "";

    private record Failed(int times, long againMs) {
        /** Nobody tried again since: it is another matter by now. */
        boolean isForgotten(long nowMs) {
            return nowMs - againMs > FORGOTTEN_AFTER_MS;
        }
    }

    /** @param onFailure told every failure; may throw an error where one is not to be survived */
    Attempts(Node node, ExecutorMetrics metrics, Consumer<RuntimeException> onFailure) {
        this.node = node;
        this.metrics = metrics;
        this.onFailure = onFailure;
    }

    boolean mayTry(String action) {
        Failed before = failed.get(action);
        return before == null || node.clock().nowMs() >= before.againMs();
    }

    void succeeded(String action) {
        if (failed.remove(action) != null) {
            tellNeed();
        }
    }

    private void tellNeed() {
        metrics.needsHelp(!refused.isEmpty() || failed.values().stream().anyMatch(f -> f.times() >= HELP_AFTER));
    }

    /** One line in the log each time, one call for help when it repeats. */
    void failed(String action, RuntimeException cause) {
        onFailure.accept(cause);
        boolean urgent = action.equals("CutAndPromise") || action.equals("Promote") || action.equals("PromiseStopped");
        int times = failed.containsKey(action) ? failed.get(action).times() + 1 : 1;
        long longestMs = urgent ? LONGEST_URGENT_PAUSE_MS : LONGEST_PAUSE_MS;
        long pauseMs = Math.min(longestMs, FIRST_PAUSE_MS << Math.min(times - 1, 10));
        failed.put(action, new Failed(times, node.clock().nowMs() + pauseMs));
        metrics.failed(action);
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        boolean expected = cause instanceof ExecutorProblem
                || cause instanceof PgFailure
                || cause instanceof StoreUnavailableException
                || cause instanceof UncheckedIOException
                || cause instanceof IllegalStateException;
        if (!expected) {
            LOG.errorf(cause, "%s failed: %s", action, why);
        } else {
            LOG.warnf("%s failed (%d in a row): %s", action, times, why);
        }
        if (times == HELP_AFTER) {
            help(action + " failed " + times + " times: " + why);
        }
    }

    /** Forgets failures of long ago; not to be called while something that takes long is under way. */
    void forgetOld() {
        long nowMs = node.clock().nowMs();
        if (failed.values().removeIf(f -> f.isForgotten(nowMs))) {
            tellNeed();
        }
    }

    /** Says once, for as long as it stays the same, that the data directory is refused; empty when it is not. */
    void refusing(String sentence) {
        if (!sentence.equals(refused)) {
            refused = sentence;
            if (!sentence.isEmpty()) {
                metrics.failed("RefuseData");
                LOG.error(sentence);
                help(sentence);
            } else {
                tellNeed();
            }
        }
    }

    private void help(String sentence) {
        metrics.needsHelp(true);
        node.events().publish(new NodeNeedsHelp(node.cluster(), node.term(), node.name(), sentence));
    }
}
