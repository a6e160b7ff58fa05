package io.bascule.simulation;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Settings;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.HistoryEntry;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.StoreSnapshot;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Rules;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.etcd.ForwardingStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store that shows an elector or router something else than is there, so that it decides without one of its rules. */
final class BentStore extends ForwardingStore {
    private final Scene scene;
    private final Rules rules;
    private final boolean forRouter;
    private final MonotonicClock clock;
    private long phaseTerm;
    private long phaseSinceMs;
    private @Nullable StoreSnapshot read;
    private @Nullable MemberState word;
    private long wordMs;

    private BentStore(Scene scene, ClusterStore store, boolean forRouter, MonotonicClock clock) {
        super(store);
        this.scene = scene;
        this.rules = scene.rules();
        this.forRouter = forRouter;
        this.clock = clock;
    }

    static BentStore forElection(Scene scene, ClusterStore store, MonotonicClock clock) {
        return new BentStore(scene, store, false, clock);
    }

    static BentStore forRouter(Scene scene, ClusterStore store) {
        return new BentStore(scene, store, true, () -> 0);
    }

    @Override
    public StoreSnapshot snapshot() {
        StoreSnapshot s = super.snapshot();
        read = s;
        Mutation broken = rules.broken();
        ClusterRecord record = s.record();
        if (broken == null || record == null) {
            return s;
        }
        return switch (broken) {
            case QUORUM_OFF_BY_ONE ->
                record.phase() == Phase.REVOKING
                        ? with(s, quorums(record, q -> acks(q, q.acks() + 1)), s.promises(), s.members())
                        : s;
            case REVOCATION_GIVES_UP ->
                givesUp(s, record)
                        ? with(s, quorums(record, q -> acks(q, q.voters().size())), s.promises(), s.members())
                        : s;
            case PAUSE_STOPS_NOTHING -> resumed(s);
            case ZERO_ACKS_FAIL_OVER ->
                with(s, quorums(record, q -> q.acks() == 0 ? acks(q, 1) : q), s.promises(), s.members());
            case LSN_WITHOUT_TERM -> with(s, record, positions(s, p -> new WalPosition(1, p.lsn())), s.members());
            case LEAST_ADVANCED_WINS ->
                with(
                        s,
                        record,
                        positions(
                                s,
                                p -> new WalPosition(
                                        1, new Lsn((1L << 40) - p.lsn().bytes()))),
                        s.members());
            case REINSTATED_THOUGH_BEHIND -> reinstating(s, record);
            case AWAY_PROMISE_COUNTS -> away(s, record);
            case STALE_STANDBY_VOTES, AHEAD_AND_A_VOTER ->
                with(s, record, s.promises(), BentMembers.knowing(s, record));
            case OLDER_ETCD_BELIEVED -> with(s, record, s.promises(), BentMembers.forgetful(s));
            case LAST_WORD_WEAKENS ->
                with(s, record, s.promises(), BentMembers.absentForLonger(s, record, sinceItsWordMs(s, record)));
            case ANSWERED_FOR -> with(s, record, s.promises(), BentMembers.answering(s, record));
            case ROUTER_OPENS_EARLY -> forRouter ? steady(s, record) : s;
            default -> s;
        };
    }

    private boolean givesUp(StoreSnapshot s, ClusterRecord record) {
        if (record.phase() != Phase.REVOKING || record.term() != phaseTerm) {
            phaseTerm = record.phase() == Phase.REVOKING ? record.term() : 0;
            phaseSinceMs = clock.nowMs();
        }
        return phaseTerm != 0 && clock.nowMs() - phaseSinceMs >= s.settings().revokeBoundMs();
    }

    /** For how long the primary has said nothing else. */
    private long sinceItsWordMs(StoreSnapshot s, ClusterRecord record) {
        MemberState now = s.members().get(record.primary().node());
        if (now == null || !now.equals(word)) {
            word = now;
            wordMs = clock.nowMs();
        }
        return clock.nowMs() - wordMs;
    }

    private static StoreSnapshot resumed(StoreSnapshot s) {
        Settings now = s.settings();
        return new StoreSnapshot(
                s.reachable(),
                s.etcdClusterId(),
                s.record(),
                s.recordRevision(),
                now.with(now.durability(), now.acks(), false, now.priorities()),
                s.members(),
                s.promises(),
                s.switchover(),
                s.initClaim());
    }

    private static StoreSnapshot with(
            StoreSnapshot s, ClusterRecord record, List<Promise> promises, Map<String, MemberState> members) {
        return new StoreSnapshot(
                s.reachable(),
                s.etcdClusterId(),
                record,
                s.recordRevision(),
                s.settings(),
                members,
                promises,
                s.switchover(),
                s.initClaim());
    }

    private static ClusterRecord quorums(ClusterRecord r, UnaryOperator<Quorum> change) {
        return new ClusterRecord(
                r.cluster(),
                r.systemIdentifier(),
                r.version(),
                r.term(),
                r.phase(),
                r.primary(),
                r.quorums().stream().map(change).toList(),
                r.timelines(),
                r.decision());
    }

    private static Quorum acks(Quorum q, int acks) {
        return new Quorum(q.term(), q.version(), q.voters(), acks);
    }

    private static List<Promise> positions(StoreSnapshot s, UnaryOperator<WalPosition> change) {
        return s.promises().stream()
                .map(p -> new Promise(
                        p.term(), p.instance(), change.apply(p.position()), p.timeline(), p.primaryOfTerm(), p.seen()))
                .toList();
    }

    private static StoreSnapshot steady(StoreSnapshot s, ClusterRecord r) {
        return r.phase() == Phase.PROMOTING
                ? with(
                        s,
                        new ClusterRecord(
                                r.cluster(),
                                r.systemIdentifier(),
                                r.version(),
                                r.term(),
                                Phase.STEADY,
                                r.primary(),
                                r.quorums(),
                                r.timelines(),
                                r.decision()),
                        s.promises(),
                        s.members())
                : s;
    }

    /** Promises look no further than the old primary, once they alone would stop a reinstatement. */
    private static StoreSnapshot reinstating(StoreSnapshot s, ClusterRecord record) {
        boolean revoked = record.quorums().stream()
                .allMatch(q -> q.isRevokedBy(s.promises().stream()
                        .filter(p -> p.term() == record.term())
                        .map(Promise::instance)
                        .toList()));
        return record.phase() == Phase.REVOKING && !revoked
                ? with(s, record, positions(s, p -> WalPosition.NONE), s.members())
                : s;
    }

    /** A member for every promise whose node is away, with nothing in its WAL. */
    private static StoreSnapshot away(StoreSnapshot s, ClusterRecord record) {
        Map<String, MemberState> members = new HashMap<>(s.members());
        List<Promise> promises = new ArrayList<>();
        for (Promise p : s.promises()) {
            MemberState there = s.members().get(p.instance().node());
            if (p.term() != record.term() || there != null) {
                promises.add(p);
                continue;
            }
            promises.add(new Promise(p.term(), p.instance(), WalPosition.NONE, 0, p.primaryOfTerm(), p.seen()));
            members.put(
                    p.instance().node(),
                    new MemberState(
                            p.instance().node(),
                            p.instance(),
                            "",
                            record.systemIdentifier(),
                            MemberState.Postgres.STOPPED,
                            MemberState.Role.STANDBY,
                            0,
                            WalPosition.NONE,
                            0,
                            0,
                            null,
                            null,
                            0,
                            0,
                            null,
                            0,
                            false,
                            List.of(),
                            List.of(),
                            p.term(),
                            p.seen(),
                            "",
                            null,
                            null,
                            0));
        }
        return with(s, record, promises, members);
    }

    /** With the quorums as they stand there: only the decision was to be bent. */
    private ClusterRecord straight(ClusterRecord next) {
        StoreSnapshot from = read;
        ClusterRecord before = from == null ? null : from.record();
        if (before == null || !rules.broken(Mutation.REVOCATION_GIVES_UP)) {
            return next;
        }
        return quorums(
                next,
                q -> before.quorums().stream()
                        .filter(b -> b.version() == q.version())
                        .findFirst()
                        .orElse(q));
    }

    @Override
    public boolean writeRecord(
            long expectedRevision, ClusterRecord next, @Nullable HistoryEntry history, boolean switchoverTaken) {
        ClusterRecord written = straight(next);
        if (rules.broken(Mutation.OLD_QUORUM_DROPPED_AT_ONCE)) {
            written = new ClusterRecord(
                    next.cluster(),
                    next.systemIdentifier(),
                    next.version(),
                    next.term(),
                    next.phase(),
                    next.primary(),
                    List.of(next.quorum()),
                    next.timelines(),
                    next.decision());
        }
        StoreSnapshot from = read;
        if (from != null && from.record() != null) {
            scene.invariants().decides(from.record(), from.settings().paused(), written);
        }
        return super.writeRecord(expectedRevision, written, history, switchoverTaken);
    }
}
