package io.bascule.core.record;

import org.jspecify.annotations.Nullable;

/**
 * An operator's wish, in a key of its own until an election copy takes it up.
 *
 * @param term the term it was asked in: a request that a failover overtook is dropped
 * @param candidate the standby to promote, or null for the best one
 * @param acceptsLoss whether it is a failover with consent to lose what only the lost primary, or it and voters that
 *     are gone, have (R9)
 */
public record SwitchoverRequest(
        String id, long term, @Nullable String candidate, String requestedBy, boolean acceptsLoss) {
    /** A switchover. */
    public SwitchoverRequest(String id, long term, @Nullable String candidate, String requestedBy) {
        this(id, term, candidate, requestedBy, false);
    }
}
