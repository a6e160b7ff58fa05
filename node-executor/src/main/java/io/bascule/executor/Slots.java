package io.bascule.executor;

import io.bascule.core.node.HeldWal;
import io.bascule.core.node.NodeView;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent.NodeNeedsHelp;
import io.bascule.executor.LocalPostgres.Look;
import io.bascule.executor.LocalPostgres.Slot;
import io.bascule.platform.PgFailure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * A physical slot for every other member, on the primary and on the standbys alike, so that whoever becomes primary has
 * the WAL back to the slowest voter (R11). max_slot_wal_keep_size bounds what they hold.
 */
public final class Slots {
    private static final Logger LOG = Logger.getLogger(Slots.class);
    private static final long EVERY_MS = 1000;

    /** Moving a slot writes its file with an fsync. */
    private static final long ADVANCE_EVERY_MS = 10_000;

    private final Node node;
    private final Set<String> known = new HashSet<>();
    private final Set<String> warned = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private long lastMs;
    private long advancedMs;

    Slots(Node node) {
        this.node = node;
    }

    /**
     * The physical slot that {@code standby} uses on {@code upstream}: at most 60 characters. A copy of a disk has no slots
     * (pg_basebackup and pg_rewind leave pg_replslot out), so nobody who follows a disk streams on from what replaced it.
     */
    public static String slotOf(String standby, Instance upstream) {
        return "bascule_" + standby.replace('-', '_') + "_on_" + upstream.disk();
    }

    /** Once a second at most; a failure is tried again with the next. */
    void keep(NodeView view, Look look) {
        long nowMs = node.clock().nowMs();
        if (nowMs - lastMs < EVERY_MS) {
            return;
        }
        lastMs = nowMs;
        remember(view);
        Instance disk = node.state().get().instance(node.name());
        if (disk == null) {
            return;
        }
        Map<String, String> slots = new HashMap<>();
        known.forEach(member -> slots.put(member, slotOf(member, disk)));
        try {
            Map<String, Slot> present = new HashMap<>();
            node.postgres().slots().forEach(slot -> present.put(slot.name(), slot));
            slots.forEach((member, slot) -> make(member, slot, present, !look.inRecovery()));
            dropUnknownLost(slots, present);
            if (!look.inRecovery()) {
                warn(slots, present);
            }
            if (look.inRecovery() && nowMs - advancedMs >= ADVANCE_EVERY_MS) {
                advancedMs = nowMs;
                advance(view, look, slots, present);
            }
        } catch (PgFailure e) {
            LOG.debugf("the replication slots could not be looked after: %s", e.getMessage());
        }
    }

    /** Once for each time that a standby's WAL comes near to being given up. */
    private void warn(Map<String, String> slots, Map<String, Slot> present) {
        slots.forEach((member, slot) -> {
            Slot there = present.get(slot);
            Optional<String> warning = there == null
                    ? Optional.empty()
                    : new HeldWal(member, there.active(), there.safeBytes(), there.boundBytes()).warning();
            if (warning.isEmpty()) {
                warned.remove(member);
            } else if (warned.add(member)) {
                LOG.warn(warning.get());
                node.events().publish(new NodeNeedsHelp(node.cluster(), node.term(), member, warning.get()));
            }
        });
    }

    private void remember(NodeView view) {
        known.addAll(view.members().keySet());
        ClusterRecord record = view.record();
        if (record != null) {
            known.add(record.primary().node());
            record.quorums().forEach(q -> q.voters().forEach(v -> known.add(v.node())));
        }
        known.remove(node.name());
    }

    /** One that PostgreSQL refuses keeps no other waiting; without it that standby cannot stream (decision 14). */
    private void make(String member, String slot, Map<String, Slot> present, boolean primary) {
        try {
            create(slot, present);
            refused.remove(slot);
        } catch (PgFailure e) {
            if (e.kind() != PgFailure.Kind.ERROR) {
                throw e;
            }
            if (primary && refused.add(slot)) {
                String why = "replication slot " + slot + " cannot be made, so " + member + " cannot stream from "
                        + node.name() + ": " + e.getMessage();
                LOG.warn(why);
                node.events().publish(new NodeNeedsHelp(node.cluster(), node.term(), member, why));
            }
        }
    }

    /** A slot that lost its WAL is of no use and is made anew. */
    private void create(String slot, Map<String, Slot> present) {
        Slot there = present.get(slot);
        if (there != null && there.lost() && !there.active()) {
            node.postgres().dropSlot(slot);
            there = null;
        }
        if (there == null) {
            node.postgres().makeSlot(slot);
            LOG.infof("made replication slot %s", slot);
        }
    }

    private void dropUnknownLost(Map<String, String> slots, Map<String, Slot> present) {
        present.forEach((slot, there) -> {
            if (!slots.containsValue(slot) && there.lost() && !there.active()) {
                node.postgres().dropSlot(slot);
                LOG.infof("dropped replication slot %s: nobody knows its node, and its WAL is gone", slot);
            }
        });
    }

    /** On a standby nobody streams: the slots follow what the others announce. */
    private void advance(NodeView view, Look look, Map<String, String> slots, Map<String, Slot> present) {
        slots.forEach((member, slot) -> {
            MemberState state = view.members().get(member);
            Slot there = present.get(slot);
            Lsn replayed = look.replayed();
            if (state == null || there == null || replayed == null) {
                return;
            }
            Lsn theirs = state.position().lsn();
            Lsn target = theirs.compareTo(replayed) < 0 ? theirs : replayed;
            Lsn restart = there.restart();
            if (restart != null && target.compareTo(restart) > 0) {
                node.postgres().advanceSlot(slot, target);
            }
        });
    }
}
