package io.bascule.simulation.node;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Quorum;
import io.bascule.executor.Configuration;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.postgres.Conf;
import io.bascule.simulation.postgres.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that a simulated PostgreSQL reads. */
final class SimulatedConf implements Configuration {
    private static final String ANY_HOST = "*";
    private static final String NO_HOST = "";

    private final Place place;
    private final Server server;
    private @Nullable Quorum lastQuorum;
    private @Nullable Quorum heldBack;

    SimulatedConf(Place place) {
        this.place = place;
        this.server = place.server();
    }

    @Override
    public void writeCut() {
        write(new Conf(null, null, standbysOwn()), place.broken(Mutation.CUT_KEEPS_THE_PASSWORD) ? ANY_HOST : NO_HOST);
    }

    @Override
    public void writeFollowing(Upstream upstream, Instance self) {
        write(
                new Conf(upstream, self, standbysOwn()),
                place.broken(Mutation.PASSWORD_FOR_ANY_HOST) ? ANY_HOST : upstream.node());
    }

    @Override
    public void writePrimary(Quorum quorum) {
        if (place.broken(Mutation.ZERO_ACKS_LEFT_WITHOUT_PROOF) && quorum.equals(FAIL_CLOSED)) {
            return;
        }
        lastQuorum = quorum;
        if (place.broken(Mutation.PROMOTED_BEFORE_NAMES) && server.postmasterAlive() && server.isInRecovery()) {
            heldBack = quorum;
            return;
        }
        boolean empty =
                place.broken(Mutation.NOBODY_IS_EMPTY) && quorum.voters().isEmpty() && !quorum.equals(FAIL_CLOSED);
        write(new Conf(null, null, empty ? Conf.NOBODY : quorum), NO_HOST);
    }

    /** What {@link Mutation#PROMOTED_BEFORE_NAMES} left out before a promotion. */
    void writeHeldBack() {
        Quorum quorum = heldBack;
        heldBack = null;
        if (quorum != null) {
            writePrimary(quorum);
            server.reload();
        }
    }

    @Nullable
    Quorum lastQuorum() {
        return lastQuorum;
    }

    private Quorum standbysOwn() {
        boolean open = place.broken(Mutation.STANDBY_FAILS_OPEN) || place.broken(Mutation.PROMOTED_BEFORE_NAMES);
        return open ? Conf.NOBODY : FAIL_CLOSED;
    }

    private void write(Conf conf, String passwordFor) {
        server.write(conf, passwordFor);
        place.step();
    }

    @Override
    public List<String> reclaimAutoConf() {
        return List.of();
    }
}
