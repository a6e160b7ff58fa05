package io.bascule.simulation.postgres;

import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.record.Quorum;
import io.bascule.events.Lsn;
import io.bascule.executor.Configuration;
import io.bascule.executor.LocalPostgres.Look;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One node's PostgreSQL: its process, its configuration as taken up, its WAL senders. */
public final class Server extends Files {
    private static final long HOUSEKEEPING_MICROS = 1_000_000;

    private final Scene scene;
    private final String node;
    private final Program program;
    private final Map<String, Server> others;
    private final Standby standby;
    private final Commits commits;
    private final Senders senders;
    private final Pace pace;
    private Quorum shownNames = Configuration.FAIL_CLOSED;
    private State state = State.DOWN;
    private boolean lingering;
    private boolean inRecovery;
    private int timeline;
    private final Map<String, Runnable> onExit = new TreeMap<>();
    private Runnable onWritable = () -> {};

    /** The postmaster's. */
    public enum State {
        DOWN,
        STARTING,
        RUNNING,
        STOPPING
    }

    public Server(Scene scene, String node, Map<String, Server> others) {
        this.scene = scene;
        this.node = node;
        this.program = scene.program("postgres-" + node, node);
        this.others = others;
        this.standby = new Standby(scene, this);
        this.commits = new Commits(scene, this);
        this.senders = new Senders(scene, this);
        this.pace = new Pace(scene.dice());
        program.end();
    }

    public String node() {
        return node;
    }

    public Program program() {
        return program;
    }

    /** @param who one listener each, the newest */
    public void onExit(String who, Runnable listener) {
        onExit.put(who, listener);
    }

    /** Told when it leaves recovery. */
    public void onWritable(Runnable listener) {
        onWritable = listener;
    }

    // ------------------------------------------------------------- the files

    public void removeData() {
        clearLeftovers();
        forgetData();
    }

    public void restoreOlderCopy() {
        restoreOlderCopy(scene.dice());
    }

    // ----------------------------------------------------------- the process

    public State state() {
        return state;
    }

    public boolean postmasterAlive() {
        return state != State.DOWN;
    }

    public void start() {
        if (state != State.DOWN) {
            return;
        }
        clearLeftovers();
        program.begin();
        state = State.STARTING;
        inRecovery = true;
        shownNames = file().names();
        commits.start(file().names());
        standby.start();
        timeline = dir().controlTimeline();
        long recovery = scene.dice().chance(0.05) ? 2_000_000 : 15_000;
        scene.schedule().in(scene.dice().delay(recovery), program, this::recovered);
        scene.schedule().in(HOUSEKEEPING_MICROS, program, this::housekeep);
    }

    private void recovered() {
        if (state != State.STARTING) {
            return;
        }
        if (dir().isStandby()) {
            standby.replay();
            consistent();
            return;
        }
        inRecovery = false;
        dir().clean(false);
        dir().append(new WalRecord(timeline, WalRecord.NONE));
        dir().flush(dir().size());
        state = State.RUNNING;
    }

    void consistent() {
        if (state == State.STARTING && standby.replayed() >= dir().consistentFrom() && inRecovery) {
            state = State.RUNNING;
        }
    }

    void leaveRecovery() {
        timeline = dir().controlTimeline();
        inRecovery = false;
        scene.story().tell(() -> node + ": out of recovery on timeline " + timeline + " at " + dir().size());
        pump();
        onWritable.run();
    }

    private void housekeep() {
        senders.keepAlive();
        if (inRecovery) {
            standby.housekeep();
        }
        scene.schedule().in(HOUSEKEEPING_MICROS, program, this::housekeep);
    }

    /** SIGINT: a primary ends when its standbys have everything, its shutdown checkpoint included. */
    public void stopFast() {
        if (state != State.RUNNING && state != State.STARTING) {
            return;
        }
        state = State.STOPPING;
        commits.drop();
        if (inRecovery) {
            scene.schedule().in(scene.dice().delay(5000), program, () -> exit(false));
            return;
        }
        scene.schedule().in(scene.dice().delay(8000), program, () -> {
            dir().append(new WalRecord(timeline, WalRecord.NONE));
            dir().flush(dir().size());
            dir().clean(true);
            pump();
            awaitStandbys();
        });
    }

    private void awaitStandbys() {
        if (senders.allHave(dir().size())) {
            exit(false);
        } else {
            scene.schedule().in(2000, program, this::awaitStandbys);
        }
    }

    /** SIGQUIT. */
    public void stopImmediately() {
        if (state != State.DOWN) {
            scene.schedule().in(scene.dice().delay(4000), program, () -> exit(false));
            state = State.STOPPING;
        }
    }

    /** The postmaster is killed; its children go on until they notice or are killed as well. */
    public void killPostmaster(long childrenLiveMicros) {
        if (state == State.DOWN) {
            return;
        }
        if (childrenLiveMicros == 0) {
            exit(false);
            return;
        }
        state = State.DOWN;
        lingering = true;
        scene.schedule().in(childrenLiveMicros, program, this::endLeftovers);
        onExit.values().forEach(Runnable::run);
    }

    /** Power is cut: what was not flushed is gone. */
    public void losePower() {
        if (hasData() && (state != State.DOWN || lingering)) {
            dir().losePower(scene.dice());
        }
        exit(true);
    }

    /** SIGKILL to all that runs on these files, the postmaster as well. */
    public void clearLeftovers() {
        if (state == State.DOWN) {
            endLeftovers();
        } else {
            exit(false);
        }
    }

    private void endLeftovers() {
        if (lingering) {
            lingering = false;
            end();
        }
    }

    private void exit(boolean silently) {
        if (state == State.DOWN && !lingering) {
            return;
        }
        scene.story().tell(() -> node + ": PostgreSQL ended");
        state = State.DOWN;
        lingering = false;
        end();
        if (!silently) {
            onExit.values().forEach(Runnable::run);
        }
    }

    private void end() {
        commits.drop();
        senders.closeAll();
        standby.close();
        if (hasData()) {
            dir().flush(dir().size());
        }
        program.end();
    }

    // ------------------------------------------------------------- reloading

    public void reload() {
        if (!postmasterAlive()) {
            return;
        }
        scene.schedule().in(pace.reload(), program, () -> {
            shownNames = file().names();
            senders.reload();
            scene.schedule().in(pace.reload(), program, () -> commits.define(file().names()));
            scene.schedule().in(pace.reload(), program, standby::takeUp);
        });
    }

    /** What a new session shows. */
    public Quorum shownNames() {
        return shownNames;
    }

    // -------------------------------------------------------------- sessions

    public boolean answers() {
        return state == State.RUNNING && program.answers();
    }

    public Look look() {
        return inRecovery
                ? new Look(
                        true,
                        standby.received() < 0 ? null : DataDir.lsn(standby.received()),
                        DataDir.lsn(standby.replayed()),
                        null,
                        0,
                        standby.receiver())
                : new Look(false, null, null, DataDir.lsn(dir().flushed()), timeline, 0);
    }

    public boolean streams() {
        return inRecovery && standby.receiver() != 0;
    }

    public List<Walsender> walsenders() {
        return senders.rows();
    }

    public String standbyNames() {
        return shownNames.standbyNames();
    }

    /** Whether a commit that is made now waits for standbys; only the checkpointer's flag says so. */
    public boolean commitsWait() {
        return commits.standbysDefined();
    }

    public void endSender(int pid) {
        senders.end(pid);
    }

    public boolean hasReceiver() {
        return standby.hasReceiver();
    }

    /** As the executor finds it, who asks the primary for what it has. */
    public boolean isStranded() {
        return standby.isStranded();
    }

    public void endReceiver() {
        standby.endReceiver();
    }

    public boolean replayIdles() {
        return standby.replayIdles();
    }

    public void promote() {
        standby.promote();
    }

    /** Begins a commit in a session that is there already; false where there can be none. */
    public boolean commit(long commit) {
        if (state != State.RUNNING && !lingering || inRecovery || !program.answers()) {
            return false;
        }
        commits.commit(commit);
        return true;
    }

    /** Shows a session that is there already what it sees; false where there can be none. */
    public boolean read(boolean sentThere) {
        if (state != State.RUNNING && !lingering || !program.answers()) {
            return false;
        }
        BitSet seen = dir().commitsTo(inRecovery ? standby.replayed() : dir().size());
        commits.hideWaiting(seen);
        scene.invariants().read(node, inRecovery ? 0 : term(), sentThere, seen);
        return true;
    }

    /** A local commit that makes the standbys answer. */
    public void provoke() {
        if (answers() && !inRecovery) {
            commits.commit(WalRecord.NONE);
        }
    }

    public long waitedMicros() {
        return commits.waitedMicros();
    }

    public void cancelWaits() {
        commits.cancel();
    }

    public boolean isInRecovery() {
        return inRecovery;
    }

    public boolean isPrimary() {
        return state == State.RUNNING && !inRecovery;
    }

    public Lsn fork(int ofTimeline) {
        return DataDir.lsn(dir().forkOf(ofTimeline));
    }

    // ----------------------------------------------------------- replication

    Standby standby() {
        return standby;
    }

    Commits commits() {
        return commits;
    }

    Senders senders() {
        return senders;
    }

    public Pace pace() {
        return pace;
    }

    int timeline() {
        return timeline;
    }

    @Nullable
    Server other(String name) {
        return others.get(name);
    }

    /** A standby sends on only what it has replayed. */
    int sendable() {
        return inRecovery ? Math.min(dir().flushed(), standby.replayed()) : dir().flushed();
    }

    void pump() {
        senders.pump();
    }
}
