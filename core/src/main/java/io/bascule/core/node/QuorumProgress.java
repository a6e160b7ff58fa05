package io.bascule.core.node;

import io.bascule.core.record.Instance;
import io.bascule.core.record.Quorum;
import io.bascule.events.Lsn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a primary is with using a quorum, from the moment a fresh session shows it (R2) until its acks have flushed
 * past what was flushed after it was applied, so that older quorums may be dropped (R1).
 *
 * @param quorum the one being applied
 * @param replies by walsender process, its last reply and how many came since the quorum was shown
 * @param applied whether every walsender that was there has answered twice since
 * @param target the primary's flush LSN, read after it was applied
 * @param settled whether the quorum's acks have flushed past {@code target}
 */
public record QuorumProgress(
        Quorum quorum,
        Map<Integer, Replies> replies,
        boolean applied,
        @Nullable Lsn target,
        boolean settled) {

    /** Two replies: the first may have been under way when the walsender took up the new setting. */
    private static final int REPLIES_PER_WALSENDER = 2;

    /**
     * @param lastReply the standby's own stamp of its last reply, only compared for change
     * @param since how many were seen since the quorum was shown
     */
    public record Replies(long lastReply, int since) {}

    /**
     * A row of pg_stat_replication whose application_name is an instance's.
     *
     * @param pid the walsender's process
     * @param streaming whether its state is {@code streaming}
     * @param flush null until the standby has replied
     * @param lastReply the standby's own stamp of its last reply, 0 before the first
     */
    public record Walsender(
            int pid,
            Instance instance,
            boolean streaming,
            @Nullable Lsn flush,
            long lastReply) {}

    public QuorumProgress {
        replies = Map.copyOf(replies);
    }

    /** A fresh session shows {@code quorum}; {@code walsenders} are those read after that. */
    public static QuorumProgress shown(Quorum quorum, List<Walsender> walsenders) {
        Map<Integer, Replies> replies = new HashMap<>();
        walsenders.forEach(w -> replies.put(w.pid(), new Replies(w.lastReply(), 0)));
        return new QuorumProgress(quorum, replies, walsenders.isEmpty(), null, false);
    }

    /** @param flush the primary's flush LSN, read in the same statement as {@code walsenders} or after it */
    public QuorumProgress look(List<Walsender> walsenders, Lsn flush) {
        if (settled) {
            return this;
        }
        if (!applied) {
            Map<Integer, Replies> next = count(walsenders);
            boolean all = next.values().stream().allMatch(r -> r.since() >= REPLIES_PER_WALSENDER);
            return new QuorumProgress(quorum, next, all, null, false);
        }
        if (target == null) {
            return new QuorumProgress(quorum, replies, true, flush, quorum.acks() == 0);
        }
        long past = quorum.voters().stream()
                .filter(voter -> walsenders.stream().anyMatch(w -> flushedPast(w, voter, target)))
                .count();
        return new QuorumProgress(quorum, replies, true, target, past >= quorum.acks());
    }

    /** Walsenders that came later read the setting when they started; those that ended acknowledge nothing more. */
    private Map<Integer, Replies> count(List<Walsender> walsenders) {
        Map<Integer, Replies> next = new HashMap<>();
        for (Walsender w : walsenders) {
            Replies before = replies.get(w.pid());
            if (before != null) {
                boolean answered = w.lastReply() != before.lastReply();
                next.put(w.pid(), new Replies(w.lastReply(), before.since() + (answered ? 1 : 0)));
            }
        }
        return next;
    }

    private static boolean flushedPast(Walsender w, Instance voter, Lsn target) {
        return w.instance().equals(voter)
                && w.streaming()
                && w.flush() != null
                && w.flush().atLeast(target);
    }
}
