package io.bascule.core;

import io.bascule.core.elect.Elector;
import io.bascule.core.elect.Step;
import io.bascule.core.elect.View;
import io.bascule.core.judge.Judge;
import io.bascule.core.judge.Knowledge;
import io.bascule.core.judge.Reason;
import io.bascule.core.judge.Verdict;
import io.bascule.core.record.ByNode;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.AbsentVoter;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.MemberState.StreamingStandby;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.events.Probe;
import io.bascule.events.Probe.PeerSight;
import io.bascule.events.Probe.Reach;
import io.bascule.events.WalPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cluster of three in the making: node1 is primary of term 1, node2 and node3 are its voters with one ack. */
public final class Fixture {
    public static final Instance N1 = new Instance("node1", "11111111");
    public static final Instance N2 = new Instance("node2", "22222222");
    public static final Instance N3 = new Instance("node3", "33333333");

    private static final long SERVED_MS = 100_000;

    private long nowMs = 200_000;
    private long term = 1;
    private long version = 5;
    private Phase phase = Phase.STEADY;
    private Instance primary = N1;
    private @Nullable String candidate;
    private String cause = "cause";
    private List<Quorum> quorums = List.of(new Quorum(1, 4, List.of(N2, N3), 1));
    private long phaseAgeMs = 0;
    private Settings settings = Settings.DEFAULTS;
    private final Map<String, MemberState> members = new HashMap<>();
    private final List<Promise> promises = new ArrayList<>();
    private @Nullable SwitchoverRequest switchover;
    private Reason reason = Reason.ANSWERS;
    private Knowledge known = Knowledge.startingAt(nowMs);
    private long sequence;
    private Seen seenByCopy = Seen.NOTHING;

    public Fixture() {
        member(N1, m -> m.primary(1).standbys(caughtUp(N2), caughtUp(N3)));
        member(N2, m -> m);
        member(N3, m -> m);
        // It has served for longer than this copy listens: no test's reach is older.
        known = known.read(record(), members, nowMs - SERVED_MS);
    }

    public static StreamingStandby caughtUp(Instance instance) {
        return new StreamingStandby(instance, Lsn.parse("0/100"), true);
    }

    public Fixture phase(Phase now, long inTerm) {
        phase = now;
        term = inTerm;
        return this;
    }

    public Fixture primary(Instance now) {
        primary = now;
        return this;
    }

    public Fixture decidedBy(String reason) {
        cause = reason;
        return this;
    }

    public Fixture candidate(String asked) {
        candidate = asked;
        return this;
    }

    public Fixture quorums(Quorum... all) {
        quorums = List.of(all);
        return this;
    }

    public Fixture durability(Settings.Durability now) {
        settings = settings.with(now, settings.acks(), settings.paused(), settings.priorities());
        return this;
    }

    public Fixture silentAfter(long ms) {
        settings = new Settings(
                settings.durability(),
                settings.acks(),
                settings.paused(),
                ms,
                settings.nodeGoneMs(),
                settings.notAnsweringMs(),
                settings.writeStallMs(),
                settings.coldStartMs(),
                settings.voterLostMs(),
                settings.drainBoundMs(),
                settings.revokeBoundMs(),
                settings.promoteBoundMs(),
                settings.readLagBytes(),
                settings.priorities());
        return this;
    }

    public Fixture paused() {
        settings = settings.with(settings.durability(), settings.acks(), true, settings.priorities());
        return this;
    }

    public Fixture prefers(String node) {
        settings = settings.with(settings.durability(), settings.acks(), settings.paused(), Map.of(node, 10));
        return this;
    }

    public Fixture copyHasSeen(long inTerm, long inVersion) {
        seenByCopy = new Seen("etcd", inTerm, inVersion);
        return this;
    }

    public Fixture phaseAge(long ms) {
        phaseAgeMs = ms;
        return this;
    }

    public Fixture judged(Reason now) {
        reason = now;
        return this;
    }

    public Fixture asked(@Nullable String to, long inTerm) {
        switchover = new SwitchoverRequest("request", inTerm, to, "somebody");
        return this;
    }

    /** With consent to lose what only the primary has. */
    public Fixture lossAccepted() {
        switchover = new SwitchoverRequest("request", term, null, "somebody", true);
        return this;
    }

    public Map<String, MemberState> members() {
        return ByNode.copyOf(members);
    }

    public Fixture promised(Instance who, long walTerm, String lsn) {
        return promised(who, walTerm, lsn, 0);
    }

    public Fixture promised(Instance who, long walTerm, String lsn, int timeline) {
        promises.add(new Promise(term, who, new WalPosition(walTerm, Lsn.parse(lsn)), timeline, 0, Seen.NOTHING));
        return this;
    }

    public Fixture promisedStopped(Instance who, long primaryOfTerm, String lsn) {
        promises.add(
                new Promise(term, who, new WalPosition(primaryOfTerm, Lsn.parse(lsn)), 0, primaryOfTerm, Seen.NOTHING));
        return this;
    }

    public Fixture away(String node) {
        members.remove(node);
        return this;
    }

    public Fixture member(Instance instance, java.util.function.UnaryOperator<Member> with) {
        members.put(
                instance.node(),
                with.apply(new Member(instance, settings, term)).build());
        return this;
    }

    /** Lets time pass. */
    public Fixture after(long ms) {
        nowMs += ms;
        return this;
    }

    /** Lets time pass in which Kafka carries probes, if nobody's that matter. */
    public Fixture heardAfter(long ms) {
        for (long passed = 0; passed < ms; passed += 250) {
            after(Math.min(250, ms - passed)).probe("elsewhere", Reach.ANSWERS);
        }
        return this;
    }

    public Fixture probe(String node, Reach own, PeerSight... peers) {
        return probe(node, own, 0, 0, peers);
    }

    public Fixture probe(String node, Reach own, long ownForMs, long writeStalledMs, PeerSight... peers) {
        var status = new Probe.PostgresStatus(
                own, ownForMs, Probe.Role.UNKNOWN, 1, null, null, null, writeStalledMs, false, List.of());
        known = known.heard(new Probe("demo", node, "i", ++sequence, 0, status, List.of(peers)), nowMs);
        return this;
    }

    public Fixture ping(String node, Reach reach) {
        known = known.pinged(node, reach, nowMs);
        return this;
    }

    public Fixture resumed() {
        known = known.resumed(nowMs);
        return this;
    }

    public Fixture storeAway() {
        known = known.withoutStore();
        return this;
    }

    public Fixture forgetAll() {
        known = Knowledge.startingAt(nowMs);
        return this;
    }

    public Fixture read() {
        known = known.read(record(), members, nowMs);
        return this;
    }

    public ClusterRecord record() {
        return new ClusterRecord(
                "demo",
                "7000000000000000001",
                version,
                term,
                phase,
                primary,
                quorums,
                List.of(new Timeline(1, 1, Lsn.ZERO)),
                new Decision("id", cause, "election1", "node1", candidate, List.of()));
    }

    public Knowledge known() {
        return known;
    }

    public long nowMs() {
        return nowMs;
    }

    public Reason judge() {
        return Judge.judge(record(), members, known, settings, nowMs).reason();
    }

    public Step next() {
        return Elector.next(new View(
                record(),
                settings,
                members,
                promises,
                switchover,
                new Verdict(reason, List.of()),
                known,
                phaseAgeMs,
                nowMs,
                "etcd",
                seenByCopy,
                "election1",
                "fresh"));
    }

    public Step.Change change() {
        return next() instanceof Step.Change change
                ? change
                : throwAssertion("expected a change, not: " + next().why());
    }

    private static Step.Change throwAssertion(String message) {
        throw new AssertionError(message);
    }

    /** A member in the making: a running standby that streams, with its WAL at 0/100 of term 1. */
    public static final class Member {
        private final Instance instance;
        private final Settings settings;
        private Postgres postgres = Postgres.RUNNING;
        private Role role = Role.STANDBY;
        private WalPosition position = new WalPosition(1, Lsn.parse("0/100"));
        private int timeline = 1;
        private long primaryTerm;
        private long writableInTerm;
        private @Nullable Lsn shutdownLsn;
        private long settled;
        private long followingTerm;
        private boolean streaming = true;
        private List<StreamingStandby> standbys = List.of();
        private List<AbsentVoter> absent = List.of();
        private Seen seen = Seen.NOTHING;
        private String systemIdentifier = "7000000000000000001";
        private long promisedTerm;
        private @Nullable Quorum quorum;

        private Member(Instance instance, Settings settings, long term) {
            this.instance = instance;
            this.followingTerm = term;
            this.settings = settings;
        }

        public Member primary(long inTerm) {
            role = Role.PRIMARY;
            primaryTerm = inTerm;
            writableInTerm = inTerm;
            streaming = false;
            return this;
        }

        public Member postgres(Postgres state) {
            postgres = state;
            return this;
        }

        public Member at(long walTerm, String lsn) {
            position = new WalPosition(walTerm, Lsn.parse(lsn));
            return this;
        }

        public Member timeline(int id) {
            timeline = id;
            return this;
        }

        public Member stoppedCleanlyAt(String lsn) {
            postgres = Postgres.STOPPED_CLEANLY;
            shutdownLsn = Lsn.parse(lsn);
            return this;
        }

        public Member settled(long quorumVersion) {
            settled = quorumVersion;
            return this;
        }

        public Member standbys(StreamingStandby... all) {
            standbys = Arrays.asList(all);
            return this;
        }

        /** By the primary's own count. */
        public Member absentForMs(long ms, Instance... voters) {
            absent = Arrays.stream(voters)
                    .map(voter -> new AbsentVoter(voter, ms))
                    .toList();
            return this;
        }

        public Member followingIn(long inTerm) {
            followingTerm = inTerm;
            return this;
        }

        public Member notStreaming() {
            streaming = false;
            return this;
        }

        public Member seen(String etcd, long inTerm, long inVersion) {
            seen = new Seen(etcd, inTerm, inVersion);
            return this;
        }

        public Member system(String identifier) {
            systemIdentifier = identifier;
            return this;
        }

        public Member promisedTerm(long now) {
            promisedTerm = now;
            return this;
        }

        public Member quorum(Quorum inUse) {
            quorum = inUse;
            return this;
        }

        private MemberState build() {
            return new MemberState(
                    instance.node(),
                    instance,
                    instance.node() + ":5432",
                    systemIdentifier,
                    postgres,
                    role,
                    timeline,
                    position,
                    primaryTerm,
                    writableInTerm,
                    null,
                    shutdownLsn,
                    settled,
                    settled,
                    streaming ? "node1" : null,
                    streaming ? followingTerm : 0,
                    streaming,
                    standbys,
                    absent,
                    promisedTerm,
                    seen,
                    "",
                    quorum,
                    settings.durability(),
                    settings.acks());
        }
    }
}
