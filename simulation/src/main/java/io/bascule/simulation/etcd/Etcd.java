package io.bascule.simulation.etcd;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One linearizable etcd: what every client's compare-and-set is decided by. */
public final class Etcd {
    public static final String PLACE = "etcd";
    static final long LEASE_MICROS = 2_000_000;

    private final Scene scene;
    private final Program program;
    private final Leader leader;
    private final List<EtcdClient> clients = new ArrayList<>();
    private final Map<Long, Long> leases = new TreeMap<>();
    private final Map<String, Member> members = new TreeMap<>();
    private final Map<String, Promise> promises = new TreeMap<>();
    private final Map<String, Long> promiseRevisions = new TreeMap<>();
    private String clusterId = "e1";
    private long revision = 1;
    private long nextLease = 1;
    private @Nullable ClusterRecord record;
    private long recordRevision;
    private Settings settings;
    private @Nullable SwitchoverRequest switchover;
    private @Nullable String initClaim;
    private long lockRevision;
    private long lockLease;
    private boolean away;
    private double flaky = 0.0005;
    private boolean compacting;
    private @Nullable Contents contents;
    private @Nullable Consumer<String> onPromise;
    private @Nullable Runnable onRevocation;

    record Member(MemberState state, long revision, long lease) {}

    public Etcd(Scene scene, Settings settings) {
        this.scene = scene;
        this.settings = settings;
        this.program = scene.program("etcd", PLACE);
        this.leader = new Leader(scene.schedule());
    }

    public EtcdClient client(Program owner) {
        EtcdClient client = new EtcdClient(scene, this, owner);
        clients.add(client);
        return client;
    }

    public void forget(EtcdClient client) {
        clients.remove(client);
    }

    public @Nullable ClusterRecord record() {
        return record;
    }

    /** What a node is shown, or null before there is a record. */
    public @Nullable Seen shown() {
        return record == null ? null : new Seen(clusterId, record.term(), record.version());
    }

    public Settings settings() {
        return settings;
    }

    public void away(boolean now) {
        away = now;
    }

    /** @param probability that a call fails in one of the ways in which calls fail */
    public void flaky(double probability) {
        flaky = probability;
    }

    /** @param then told the node, once, when the next promise is written */
    public void atNextPromise(Consumer<String> then) {
        onPromise = then;
    }

    /** @param then run, once, when the next revocation is written */
    public void atNextRevocation(Runnable then) {
        onRevocation = then;
    }

    boolean isAway() {
        return away;
    }

    /** Whether it answers {@code client}, and is asked. */
    boolean isReached(Program client) {
        return !away && leader.isThere() && scene.network().both(client.place(), PLACE);
    }

    Leader leader() {
        return leader;
    }

    public void loseLeader() {
        leader.lose();
    }

    /** There is a leader again, which gives every lease its whole time once more (etcd's lessor, Promote). */
    public void elect() {
        if (leader.isThere()) {
            return;
        }
        boolean watchesEnded = leader.endsWatches();
        List<Runnable> found = leader.elect();
        scene.story().tell(() -> "etcd: has a leader again, and " + found.size() + " calls in its log");
        List.copyOf(leases.keySet()).forEach(lease -> extend(lease, LEASE_MICROS + Leader.ELECTION_MICROS));
        found.forEach(Runnable::run);
        clients.forEach(c -> {
            if (watchesEnded) {
                c.watch().refuse();
            } else {
                c.watch().expectNews();
            }
        });
    }

    /** @param now whether it keeps no revision but the newest */
    public void compacting(boolean now) {
        compacting = now;
        if (now) {
            clients.forEach(c -> c.watch().compacted());
        }
    }

    boolean isCompacting() {
        return compacting;
    }

    double flaky() {
        return flaky;
    }

    Program program() {
        return program;
    }

    Contents contents() {
        Contents now = contents;
        if (now == null) {
            Map<String, MemberState> states = new TreeMap<>();
            members.forEach((node, member) -> states.put(node, member.state()));
            now = new Contents(
                    revision,
                    clusterId,
                    record,
                    recordRevision,
                    settings,
                    states,
                    List.copyOf(promises.values()),
                    switchover,
                    initClaim,
                    lockRevision);
            contents = now;
        }
        return now;
    }

    private void changed() {
        revision++;
        contents = null;
        clients.forEach(c -> c.watch().expectNews());
    }

    long grant() {
        long lease = nextLease++;
        keepAlive(lease, true);
        return lease;
    }

    boolean keepAlive(long lease, boolean fresh) {
        if (!fresh && !leases.containsKey(lease)) {
            return false;
        }
        extend(lease, LEASE_MICROS);
        return true;
    }

    private void extend(long lease, long micros) {
        long until = scene.schedule().now() + micros;
        leases.put(lease, until);
        scene.schedule().in(micros + 1000, program, () -> expire(lease, until));
    }

    private void expire(long lease, long until) {
        // Only a leader ends leases.
        if (!leader.isThere() || !Long.valueOf(until).equals(leases.get(lease))) {
            return;
        }
        leases.remove(lease);
        boolean gone = members.entrySet().removeIf(e -> {
            boolean its = e.getValue().lease() == lease;
            if (its) {
                scene.story().tell(() -> "etcd: lease of " + e.getKey() + " ended");
            }
            return its;
        });
        if (lockLease == lease && lockRevision != 0) {
            scene.story().tell(() -> "etcd: lease of the lock's holder ended");
            lockRevision = 0;
            gone = true;
        }
        if (gone) {
            changed();
        }
    }

    /** A late announcement finds another revision than it was sent against, and does nothing. */
    boolean announce(MemberState state, long lease, long expectedRevision) {
        if (!leases.containsKey(lease)) {
            return false;
        }
        if (memberRevision(state.node()) != expectedRevision) {
            return true;
        }
        changed();
        members.put(state.node(), new Member(state, revision, lease));
        contents = null;
        return true;
    }

    long memberRevision(String node) {
        Member member = members.get(node);
        return member == null ? 0 : member.revision();
    }

    /** A late write finds another revision than it was sent against, and does nothing. */
    void promise(Promise promise, long expectedRevision) {
        String key = promise.term() + "/" + promise.instance().node();
        if (promiseRevisions.getOrDefault(key, 0L) != expectedRevision) {
            return;
        }
        changed();
        promises.put(key, promise);
        promiseRevisions.put(key, revision);
        contents = null;
        Consumer<String> first = onPromise;
        onPromise = null;
        if (first != null) {
            first.accept(promise.instance().node());
        }
        scene.story()
                .tell(() -> "etcd: " + promise.instance() + " promised term " + promise.term() + " at "
                        + promise.position()
                        + (promise.primaryOfTerm() > 0 ? ", stopped primary of term " + promise.primaryOfTerm() : ""));
    }

    long promiseRevision(Promise promise) {
        return promiseRevisions.getOrDefault(
                promise.term() + "/" + promise.instance().node(), 0L);
    }

    boolean claimInit(String node) {
        if (initClaim == null) {
            initClaim = node;
            changed();
        }
        return node.equals(initClaim);
    }

    /** The create revision of the lock if it is this lease's now, else 0. */
    long lock(long lease) {
        if (!leases.containsKey(lease)) {
            return 0;
        }
        if (lockRevision == 0) {
            changed();
            lockRevision = revision;
            lockLease = lease;
            contents = null;
        }
        return lockLease == lease ? lockRevision : 0;
    }

    void unlock(long held) {
        if (held != 0 && held == lockRevision) {
            lockRevision = 0;
            changed();
        }
    }

    /** The new revision, or 0 where a condition does not hold. */
    long write(
            long expectedRevision, long heldLock, ClusterRecord next, boolean dropPromises, boolean switchoverTaken) {
        boolean blind = scene.broken(Mutation.NEITHER_COMPARED);
        boolean same = expectedRevision == recordRevision || blind || scene.broken(Mutation.RECORD_NOT_COMPARED);
        boolean locked =
                heldLock != 0 && heldLock == lockRevision || blind || scene.broken(Mutation.LOCK_NOT_RECHECKED);
        if (!same || !locked) {
            scene.story().tell(() -> "etcd: refuses " + words(next) + (same ? ": lock lost" : ": record changed"));
            return 0;
        }
        changed();
        put(next);
        if (dropPromises) {
            promises.values().removeIf(p -> p.term() < next.term());
        }
        if (switchoverTaken) {
            switchover = null;
        }
        return recordRevision;
    }

    private void put(ClusterRecord next) {
        record = next;
        recordRevision = revision;
        contents = null;
        scene.story().tell(() -> "etcd: record " + words(next));
        scene.invariants().recorded(next);
        Runnable first = onRevocation;
        if (next.phase() == Phase.REVOKING && first != null) {
            onRevocation = null;
            first.run();
        }
    }

    public static String words(ClusterRecord r) {
        return "term " + r.term() + " version " + r.version() + " " + r.phase() + " " + r.primary() + " " + r.quorums()
                + " " + r.timelines();
    }

    public boolean request(SwitchoverRequest request) {
        if (switchover != null) {
            return false;
        }
        switchover = request;
        changed();
        return true;
    }

    boolean drop(SwitchoverRequest request) {
        if (!request.equals(switchover)) {
            return false;
        }
        switchover = null;
        changed();
        return true;
    }

    public void settings(Settings next) {
        settings = next;
        changed();
    }

    /** What a backup holds, with what nodes said of themselves then: their leases have their whole time once more. */
    public Runnable backup(boolean sameIdentity) {
        ClusterRecord then = record;
        Map<String, Member> membersThen = Map.copyOf(members);
        List<Long> leasesThen = List.copyOf(leases.keySet());
        Map<String, Promise> promisesThen = Map.copyOf(promises);
        String identity = sameIdentity ? clusterId : clusterId + "r";
        return () -> {
            if (then == null) {
                return;
            }
            clusterId = identity;
            promises.clear();
            promises.putAll(promisesThen);
            leases.clear();
            leasesThen.forEach(lease -> extend(lease, LEASE_MICROS + Leader.ELECTION_MICROS));
            members.clear();
            members.putAll(membersThen);
            lockRevision = 0;
            switchover = null;
            changed();
            record = then;
            recordRevision = revision;
            contents = null;
            scene.invariants().recordLost(then);
            scene.story().tell(() -> "etcd: restored from a backup, record " + words(then));
        };
    }

    /** An operator seats the record above all nodes' terms. */
    public void reseat(ClusterRecord next) {
        changed();
        put(next);
    }
}
