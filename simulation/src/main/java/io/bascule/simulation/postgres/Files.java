package io.bascule.simulation.postgres;

import io.bascule.executor.Configuration;
import io.bascule.simulation.engine.Dice;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of one PostgreSQL stands in files, or is known of its node, whether or not the process runs. */
abstract class Files {
    private @Nullable DataDir dir;
    private Conf file = new Conf(null, null, Configuration.FAIL_CLOSED);
    private String passwordFor = "";
    private long term;
    private long promisedInStore;

    public boolean hasData() {
        return dir != null;
    }

    public DataDir dir() {
        return Objects.requireNonNull(dir, "no data directory");
    }

    public void initdb() {
        dir = DataDir.initdb();
    }

    void forgetData() {
        dir = null;
    }

    /** The whole machine's disk as it was some time ago. */
    void restoreOlderCopy(Dice dice) {
        dir().restoreOlderCopy(dice);
    }

    /** pg_basebackup: consistent once it has what the source has now. */
    public void backUp(Server source) {
        rewindTo(source);
        dir().forgetTimelinesWithoutWal();
    }

    /** What pg_rewind makes, which copies every file of pg_wal, the history of a promotion under way too. */
    public void rewindTo(Server source) {
        dir = DataDir.copyOf(source.dir(), source.dir().flushed());
    }

    /** @param passwordHost whom the password file lets it log in to: a node, {@code *}, or nobody */
    public void write(Conf next, String passwordHost) {
        file = next;
        passwordFor = passwordHost;
    }

    Conf file() {
        return file;
    }

    boolean hasPassword(String host) {
        return passwordFor.equals("*") || passwordFor.equals(host);
    }

    /** The term that the executor last configured it for as a primary. */
    public void term(long next) {
        term = next;
    }

    long term() {
        return term;
    }

    /** A promise of this node is in the store, or under way to it. */
    public void promised(long inTerm) {
        promisedInStore = Math.max(promisedInStore, inTerm);
    }

    /** The disk and all that was known of it are gone. */
    public void forgetPromise() {
        promisedInStore = 0;
    }

    long promisedInStore() {
        return promisedInStore;
    }
}
