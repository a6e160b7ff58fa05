package io.bascule.lab.chaos.client;

import io.bascule.lab.chaos.history.Checker;
import io.bascule.lab.chaos.history.FinalState;
import io.bascule.lab.chaos.history.Finding;
import io.bascule.lab.chaos.history.History;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.write.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All clients of one run: two of each kind that writes, and two that read. */
public final class Clients implements AutoCloseable {
    private static final int OF_EACH = 2;
    private static final long ANSWER_BOUND_MS = 60_000;
    private static final long REPLAY_BOUND_MS = 30_000;
    private static final long REPLAY_LOOK_MS = 500;

    /** A connect and a statement of theirs, one after the other, are over by then. */
    private static final long STOP_BOUND_MS = 40_000;

    private final Database database;
    private final Tables tables;
    private final History history = new History();
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private Clients(Database database, Tables tables) {
        this.database = database;
        this.tables = tables;
    }

    /**
     * Makes the tables and starts.
     *
     * @param write through HAProxy's write port
     * @param read through its read port
     * @throws LabFailure if the tables cannot be made
     */
    public static Clients start(Database write, Database read, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tables tables = new Tables("chaos_" + HexFormat.of().toHexDigits(random.nextLong()));
        Clients all = new Clients(write, tables);
        all.ask("The tables could not be made", () -> {
            tables.create(write);
            return Boolean.TRUE;
        });
        AtomicLong ids = new AtomicLong();
        for (int i = 0; i < OF_EACH; i++) {
            int number = 4 * i;
            all.clients.add(new Inserts(number + 1, write, all.history, ids, tables));
            all.clients.add(new Transfers(number + 2, write, all.history, ids, tables, random.split()));
            all.clients.add(new Counters(number + 3, write, all.history, ids, tables, random.split()));
            all.clients.add(new Readers(number + 4, read, all.history, ids, tables));
        }
        for (Client client : all.clients) {
            all.threads.add(Thread.ofPlatform().daemon().name("client").start(client));
        }
        return all;
    }

    public History history() {
        return history;
    }

    /**
     * Waits for {@code count} more acknowledged writes.
     *
     * @throws LabFailure at the bound, or if a client has ended by itself
     */
    public void awaitWrites(int count, long boundMs) {
        long before = history.acknowledgedWrites();
        Wait.until(
                boundMs,
                () -> {
                    assertAllRun();
                    return history.acknowledgedWrites() - before >= count ? Boolean.TRUE : null;
                },
                () -> "Only " + (history.acknowledgedWrites() - before) + " of " + count
                        + " writes were acknowledged in " + boundMs / 1000 + " s.");
    }

    /**
     * Ends the clients, reads what is there and holds it against what they were told, and every node against the primary.
     * The tables stay if anything is wrong: they are evidence.
     *
     * @param nodes where each node itself answers, past HAProxy
     * @throws LabFailure if a client does not end or had ended by itself, or the tables cannot be read
     */
    public List<Finding> stopAndCheck(Map<String, Database> nodes) {
        close();
        FinalState end = ask("The tables could not be read", () -> tables.read(database));
        List<Finding> findings =
                new ArrayList<>(Checker.check(history.entries(), end, Tables.ACCOUNTS, Tables.BALANCE));
        nodes.forEach((node, itself) -> findings.addAll(compared(end, node, itself)));
        assertAllRun();
        if (findings.isEmpty()) {
            ask("The tables could not be dropped", () -> {
                tables.drop(database);
                return Boolean.TRUE;
            });
        }
        return findings;
    }

    /** A standby replays what it has received; it is given time for that. */
    private List<Finding> compared(FinalState end, String node, Database itself) {
        long since = System.nanoTime();
        while (true) {
            FinalState copy = ask("The tables of " + node + " could not be read", () -> tables.read(itself));
            List<Finding> found = Checker.compare(end, node, copy);
            if (found.isEmpty() || TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) > REPLAY_BOUND_MS) {
                return found;
            }
            Wait.pause(REPLAY_LOOK_MS);
        }
    }

    @Override
    public void close() {
        clients.forEach(Client::stop);
        for (Thread thread : threads) {
            try {
                thread.join(STOP_BOUND_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabFailure("Interrupted.", e);
            }
            if (thread.isAlive()) {
                throw new LabFailure("A client has not ended within " + STOP_BOUND_MS / 1000 + " s.");
            }
        }
    }

    private void assertAllRun() {
        for (Client client : clients) {
            if (client.defect() != null) {
                throw new LabFailure("A client ended by itself: " + client.defect());
            }
        }
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** Asks again until it is answered or the bound passes: writes may be waiting just now. */
    private <T> T ask(String failure, Question<T> question) {
        String[] last = {""};
        return Wait.<T>until(
                ANSWER_BOUND_MS,
                () -> {
                    try {
                        return question.ask();
                    } catch (SQLException e) {
                        last[0] = String.valueOf(e.getMessage());
                        return (@Nullable T) null;
                    }
                },
                () -> failure + " within " + ANSWER_BOUND_MS / 1000 + " s: " + last[0]);
    }
}
