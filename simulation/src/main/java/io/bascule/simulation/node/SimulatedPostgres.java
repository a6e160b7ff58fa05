package io.bascule.simulation.node;

import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.record.Quorum;
import io.bascule.events.Lsn;
import io.bascule.executor.LocalPostgres;
import io.bascule.platform.PgFailure;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.postgres.Conf;
import io.bascule.simulation.postgres.Server;
import java.util.List;
import java.util.Optional;

/** Sessions to the simulated PostgreSQL. */
final class SimulatedPostgres implements LocalPostgres {
    /** The real one's bound of a query. */
    private static final long HANGS_MICROS = 1_000_000;

    private static final IllegalStateException CAUSE = new IllegalStateException("simulated");

    private final Place place;
    private final Server server;
    private final SimulatedConf conf;

    SimulatedPostgres(Place place, SimulatedConf conf) {
        this.place = place;
        this.server = place.server();
        this.conf = conf;
    }

    private void ask() {
        if (server.program().isFrozen()) {
            place.pause(HANGS_MICROS);
            throw new PgFailure(PgFailure.Kind.TIMEOUT, "no answer", CAUSE);
        }
        if (!server.answers()) {
            throw new PgFailure(PgFailure.Kind.CLOSED, "PostgreSQL does not answer", CAUSE);
        }
    }

    @Override
    public Optional<Look> look() {
        if (!server.program().isFrozen() && !server.answers()) {
            return Optional.empty();
        }
        ask();
        return Optional.of(server.look());
    }

    @Override
    public List<Walsender> walsenders() {
        ask();
        return server.walsenders();
    }

    @Override
    public void endBackend(int pid) {
        ask();
        server.endSender(pid);
    }

    @Override
    public int endReceivers() {
        place.step();
        ask();
        if (!server.hasReceiver() || place.broken(Mutation.PROMISE_BEFORE_THE_RECEIVER_IS_GONE)) {
            return 0;
        }
        server.endReceiver();
        return 1;
    }

    @Override
    public Replay replay() {
        ask();
        Look look = server.look();
        if (place.broken(Mutation.RECEIVED_ALONE)) {
            Lsn received = look.received() == null ? Lsn.ZERO : look.received();
            return new Replay(received, received, false, true);
        }
        return new Replay(look.received(), look.replayed(), false, server.replayIdles());
    }

    @Override
    public void resumeReplay() {
        ask();
    }

    @Override
    public void cancelReaders() {
        ask();
    }

    @Override
    public void promote() {
        place.step();
        ask();
        server.promote();
        place.step();
    }

    @Override
    public boolean isInRecovery() {
        ask();
        boolean inRecovery = server.isInRecovery();
        if (!inRecovery) {
            conf.writeHeldBack();
        }
        return inRecovery;
    }

    @Override
    public ShownQuorum shownQuorum() {
        ask();
        Quorum meant = conf.lastQuorum();
        if (place.broken(Mutation.NOBODY_IS_EMPTY)
                && meant != null
                && server.shownNames().equals(Conf.NOBODY)) {
            return shown(meant);
        }
        return shown(server.shownNames());
    }

    private static ShownQuorum shown(Quorum quorum) {
        return new ShownQuorum(quorum.standbyNames(), Long.toString(quorum.version()));
    }

    @Override
    public boolean commitHangs() {
        place.pause(place.scene().dice().between(2000, 5000));
        ask();
        return server.commitsWait() || place.broken(Mutation.ZERO_ACKS_LEFT_WITHOUT_PROOF);
    }

    @Override
    public void provoke() {
        ask();
        server.provoke();
    }

    /** It keeps all WAL, so no slot holds up any. */
    @Override
    public List<Slot> slots() {
        ask();
        return server.dir().slots().stream()
                .map(name -> new Slot(name, false, false, null, null, -1))
                .toList();
    }

    @Override
    public void makeSlot(String name) {
        ask();
        server.dir().makeSlot(name);
    }

    @Override
    public void dropSlot(String name) {
        ask();
    }

    @Override
    public void advanceSlot(String name, Lsn to) {
        ask();
    }

    @Override
    public void close() {
        // There are no sessions to be held.
    }
}
