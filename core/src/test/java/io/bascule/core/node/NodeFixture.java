package io.bascule.core.node;

import io.bascule.core.node.Postgres.Process;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds what a node sees; begins as a standby of node1 in term 1, all well. The node under test is node2. */
final class NodeFixture {
    static final Instance NODE1 = new Instance("node1", "11111111");
    static final Instance NODE2 = new Instance("node2", "22222222");
    static final Instance NODE3 = new Instance("node3", "33333333");
    static final Lsn FORK = Lsn.parse("0/5000");

    private final Map<String, MemberState> members = new HashMap<>();
    private final List<Promise> promises = new ArrayList<>();
    private @Nullable ClusterRecord record;
    private long recordForMs = 60_000;
    private boolean storeAnswers = true;
    private long storeSilentMs;
    private @Nullable String initClaim;
    private Disk.Data data = Disk.Data.PRESENT;
    private String problem = "";
    private boolean standbyDisk = true;
    private int timeline = 1;
    private long timelineTerm = 1;
    private @Nullable Lsn end = Lsn.parse("0/4000");
    private long promisedTerm;
    private long primaryTerm;
    private long promotingTerm;
    private String systemIdentifier = "7000";
    private Process process = Process.RUNNING;
    private long processForMs = 60_000;
    private int exits;
    private boolean inRecovery = true;
    private @Nullable Upstream following = upstream(1, NODE1);
    private int streamingStandbys;
    private long shownQuorum;
    private boolean stoppedAlone;
    private NodeView.@Nullable LongTask task;

    static NodeFixture standbyOfNode1() {
        return new NodeFixture().record(1, Phase.STEADY, NODE1).member(NODE1, MemberState.Role.PRIMARY, 1, "0/4000");
    }

    /** node2 as the running primary of term 1, with its quorum in use. */
    static NodeFixture primary() {
        NodeFixture fixture = new NodeFixture().record(1, Phase.STEADY, NODE2);
        fixture.standbyDisk = false;
        fixture.inRecovery = false;
        fixture.following = null;
        fixture.primaryTerm = 1;
        fixture.shownQuorum = 1;
        fixture.streamingStandbys = 1;
        return fixture;
    }

    /** node2 without anything, before there is a record. */
    static NodeFixture empty() {
        NodeFixture fixture = new NodeFixture();
        fixture.data = Disk.Data.EMPTY;
        fixture.process = Process.DOWN;
        fixture.following = null;
        return fixture;
    }

    static Upstream upstream(long term, Instance primary) {
        return new Upstream(term, primary, primary.node() + ":5432");
    }

    NodeFixture record(long term, Phase phase, Instance primary, Timeline... later) {
        List<Timeline> timelines = new ArrayList<>(List.of(new Timeline(1, 1, Lsn.ZERO)));
        timelines.addAll(List.of(later));
        Quorum quorum = new Quorum(term, 1, voters, acks);
        record = new ClusterRecord(
                "demo",
                "7000",
                7,
                term,
                phase,
                primary,
                unsettled ? List.of(new Quorum(term - 1, 0, voters, acks), quorum) : List.of(quorum),
                timelines,
                new Decision("d", "switchover", "e1", null, null, List.of()));
        return this;
    }

    private int acks = 1;
    private List<Instance> voters = List.of(NODE3);
    private boolean unsettled;
    private boolean stranded;

    /** Of the records that are given after this. */
    NodeFixture voters(Instance... those) {
        voters = List.of(those);
        return this;
    }

    /** The records that are given after this name an older quorum too. */
    NodeFixture unsettled() {
        unsettled = true;
        return this;
    }

    NodeFixture recordFor(long ms) {
        recordForMs = ms;
        return this;
    }

    NodeFixture zeroAcks() {
        acks = 0;
        ClusterRecord r = record;
        return r == null ? this : record(r.term(), r.phase(), r.primary());
    }

    NodeFixture member(Instance instance, MemberState.Role role, long positionTerm, String lsn) {
        return member(instance, role, positionTerm, lsn, 0);
    }

    NodeFixture member(Instance instance, MemberState.Role role, long positionTerm, String lsn, long followingTerm) {
        members.put(
                instance.node(),
                new MemberState(
                        instance.node(),
                        instance,
                        instance.node() + ":5432",
                        "7000",
                        MemberState.Postgres.RUNNING,
                        role,
                        1,
                        new WalPosition(positionTerm, Lsn.parse(lsn)),
                        0,
                        0,
                        null,
                        null,
                        0,
                        0,
                        null,
                        followingTerm,
                        false,
                        List.of(),
                        List.of(),
                        0,
                        Seen.NOTHING,
                        "",
                        null,
                        null,
                        0));
        return this;
    }

    NodeFixture promise(long term, Instance instance, long positionTerm, String lsn) {
        promises.add(new Promise(term, instance, new WalPosition(positionTerm, Lsn.parse(lsn)), 0, 0, Seen.NOTHING));
        return this;
    }

    NodeFixture promised(long term) {
        promisedTerm = term;
        return this;
    }

    NodeFixture cut() {
        following = null;
        return this;
    }

    NodeFixture follows(Upstream upstream) {
        following = upstream;
        return this;
    }

    NodeFixture process(Process now, long forMs) {
        process = now;
        processForMs = forMs;
        exits = now == Process.EXITED ? Math.max(1, exits) : exits;
        return this;
    }

    NodeFixture exits(int lately) {
        exits = lately;
        return this;
    }

    NodeFixture primaryDisk(long term) {
        standbyDisk = false;
        inRecovery = false;
        following = null;
        primaryTerm = term;
        return this;
    }

    NodeFixture stranded() {
        stranded = true;
        return this;
    }

    NodeFixture promoting(long term) {
        promotingTerm = term;
        primaryTerm = term;
        return this;
    }

    NodeFixture wal(int onTimeline, long ofTerm, @Nullable String endsAt) {
        timeline = onTimeline;
        timelineTerm = ofTerm;
        end = endsAt == null ? null : Lsn.parse(endsAt);
        return this;
    }

    NodeFixture data(Disk.Data now) {
        data = now;
        return this;
    }

    NodeFixture unusable(String sentence) {
        data = Disk.Data.UNUSABLE;
        problem = sentence;
        return this;
    }

    NodeFixture systemIdentifier(String identifier) {
        systemIdentifier = identifier;
        return this;
    }

    NodeFixture storeSilent(long forMs) {
        storeAnswers = false;
        storeSilentMs = forMs;
        return this;
    }

    NodeFixture initClaim(String node) {
        initClaim = node;
        return this;
    }

    NodeFixture shownQuorum(long version) {
        shownQuorum = version;
        return this;
    }

    NodeFixture streamingStandbys(int count) {
        streamingStandbys = count;
        return this;
    }

    NodeFixture stoppedAlone() {
        stoppedAlone = true;
        return this;
    }

    NodeFixture copying(Upstream from) {
        task = new NodeView.LongTask(from, "clones");
        return this;
    }

    NodeAction next() {
        boolean none = data == Disk.Data.EMPTY || data == Disk.Data.INCOMPLETE;
        Map<String, String> addresses = new HashMap<>();
        members.values().forEach(m -> addresses.put(m.node(), m.address()));
        return NodePlan.next(new NodeView(
                "node2",
                record,
                recordForMs,
                storeAnswers,
                storeSilentMs,
                addresses,
                members,
                promises,
                initClaim,
                new Disk(
                        data,
                        problem,
                        none ? null : NODE2,
                        none ? null : systemIdentifier,
                        standbyDisk,
                        timeline,
                        timelineTerm,
                        end,
                        promisedTerm,
                        primaryTerm,
                        promotingTerm,
                        stranded),
                new Postgres(
                        process,
                        processForMs,
                        exits,
                        inRecovery,
                        following,
                        streamingStandbys,
                        shownQuorum,
                        stoppedAlone),
                task));
    }
}
