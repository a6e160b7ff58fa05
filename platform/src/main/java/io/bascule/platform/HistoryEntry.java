package io.bascule.platform;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import java.util.List;

/**
 * A finished decision with all that it was decided from.
 *
 * @param at wall time, ISO 8601 in UTC, for people only
 * @param by the election copy that wrote it
 */
public record HistoryEntry(
        String at, String by, ClusterRecord record, List<MemberState> members, List<Promise> promises) {
    public HistoryEntry {
        members = List.copyOf(members);
        promises = List.copyOf(promises);
    }
}
