package io.bascule.executor;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Quorum;
import java.util.List;

/** The files that PostgreSQL is started with, and reads again at a reload. */
public interface Configuration {
    /** With nobody to wait for, a commit waits: a standby that becomes primary can never skip the wait (R8, R12). */
    Quorum FAIL_CLOSED = new Quorum(0, 0, List.of(), 1);

    /** A standby that listens to nobody. */
    void writeCut();

    /** A standby that streams from {@code upstream}, which it can log in to and to nobody else (R4). */
    void writeFollowing(Upstream upstream, Instance self);

    void writePrimary(Quorum quorum);

    /**
     * Takes back what an ALTER SYSTEM changed of the settings that Bascule owns.
     *
     * @return their names
     */
    List<String> reclaimAutoConf();
}
