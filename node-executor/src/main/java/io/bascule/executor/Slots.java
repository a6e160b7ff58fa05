package io.bascule.executor;

import io.bascule.core.node.HeldWal;
import io.bascule.core.node.NodeView;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent.NodeNeedsHelp;
import io.bascule.executor.LocalPostgres.Look;
import io.bascule.platform.PgFailure;
import io.vertx.sqlclient.Row;
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
final class Slots {
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

    /** Once a second at most; a failure is tried again with the next. */
    void keep(NodeView view, Look look) {
        remember(view);
        long nowMs = node.clock().nowMs();
        if (nowMs - lastMs < EVERY_MS) {
            return;
        }
        lastMs = nowMs;
        Instance disk = node.state().get().instance(node.name());
        if (disk == null) {
            return;
        }
        Map<String, String> slots = new HashMap<>();
        known.forEach(member -> slots.put(member, PostgresConf.slotOf(member, disk)));
        try {
            Map<String, Row> present = new HashMap<>();
            node.postgres()
                    .query(
                            "select slot_name, active, wal_status, restart_lsn::text as restart, safe_wal_size as safe,"
                                    + " (select setting::bigint from pg_settings where name = 'max_slot_wal_keep_size') as bound"
                                    + " from pg_replication_slots where slot_type = 'physical' and slot_name like 'bascule\\_%'")
                    .forEach(row -> present.put(row.getString("slot_name"), row));
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
    private void warn(Map<String, String> slots, Map<String, Row> present) {
        slots.forEach((member, slot) -> {
            Row row = present.get(slot);
            Optional<String> warning =
                    row == null ? Optional.empty() : held(member, row).warning();
            if (warning.isEmpty()) {
                warned.remove(member);
            } else if (warned.add(member)) {
                LOG.warn(warning.get());
                node.events().publish(new NodeNeedsHelp(node.cluster(), node.term(), member, warning.get()));
            }
        });
    }

    private static HeldWal held(String member, Row row) {
        long boundMib = row.getLong("bound");
        return new HeldWal(member, row.getBoolean("active"), row.getLong("safe"), boundMib < 0 ? -1 : boundMib << 20);
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
    private void make(String member, String slot, Map<String, Row> present, boolean primary) {
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
    private void create(String slot, Map<String, Row> present) {
        Row row = present.get(slot);
        if (row != null && isLost(row) && !row.getBoolean("active")) {
            node.postgres().query("select pg_drop_replication_slot($1)", slot);
            row = null;
        }
        if (row == null) {
            node.postgres().query("select pg_create_physical_replication_slot($1, true)", slot);
            LOG.infof("made replication slot %s", slot);
        }
    }

    private void dropUnknownLost(Map<String, String> slots, Map<String, Row> present) {
        present.forEach((slot, row) -> {
            if (!slots.containsValue(slot) && isLost(row) && !row.getBoolean("active")) {
                node.postgres().query("select pg_drop_replication_slot($1)", slot);
                LOG.infof("dropped replication slot %s: nobody knows its node, and its WAL is gone", slot);
            }
        });
    }

    /** On a standby nobody streams: the slots follow what the others announce. */
    private void advance(NodeView view, Look look, Map<String, String> slots, Map<String, Row> present) {
        slots.forEach((member, slot) -> {
            MemberState state = view.members().get(member);
            Row row = present.get(slot);
            Lsn replayed = look.replayed();
            if (state == null || row == null || replayed == null) {
                return;
            }
            Lsn theirs = state.position().lsn();
            Lsn target = theirs.compareTo(replayed) < 0 ? theirs : replayed;
            Lsn restart = LocalPostgres.lsn(row, "restart");
            if (restart != null && target.compareTo(restart) > 0) {
                node.postgres()
                        .query("select pg_replication_slot_advance($1, $2::text::pg_lsn)", slot, target.toString());
            }
        });
    }

    private static boolean isLost(Row row) {
        return "lost".equals(row.getString("wal_status"));
    }
}
