package io.bascule.core.elect;

/**
 * Since when one etcd has shown an election copy less than was seen, without a gap (R7). A value: each look makes the next.
 *
 * @param etcdClusterId the etcd that was shown last
 * @param sinceMs on the copy's monotonic clock; that of the newest look where it shows nothing less
 * @param lookedAtMs of the newest look: while the copy stood still it was shown nothing
 */
public record ShownOlder(String etcdClusterId, long sinceMs, long lookedAtMs) {
    /** Nothing was shown yet, or what was shown before a pause is to count no more. */
    public static ShownOlder startingAt(long nowMs) {
        return new ShownOlder("", nowMs, nowMs);
    }

    /** @param older whether {@code shownClusterId} answers and shows less than was seen */
    public ShownOlder noting(boolean older, String shownClusterId, long nowMs) {
        boolean goesOn = older && shownClusterId.equals(etcdClusterId);
        return new ShownOlder(shownClusterId, goesOn ? sinceMs : nowMs, nowMs);
    }

    public long forMs() {
        return lookedAtMs - sinceMs;
    }
}
