package io.bascule.executor;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Timeline;
import io.bascule.events.Event;
import io.bascule.events.Lsn;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.PgSession;
import io.bascule.platform.PgSessions;
import io.bascule.platform.PgTarget;
import io.bascule.platform.Wakeup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Executors with a real PostgreSQL each, on one machine; the test writes the record, as the election would. */
final class TestCluster implements AutoCloseable {
    private static final long BOUND_S = 120;

    /** The container's own, and below those that connections take: a PostgreSQL that is away finds its port free. */
    private static final AtomicInteger FREE_PORT = new AtomicInteger(20_000);

    final MemoryStore store = new MemoryStore();
    final List<Event> events = new CopyOnWriteArrayList<>();
    private final Path root;
    final Path pgBin;
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, ExecutorLoop> executors = new HashMap<>();
    private final Map<String, Thread> threads = new HashMap<>();

    TestCluster(Path root, Path pgBin) throws IOException {
        this.root = root;
        this.pgBin = pgBin;
        Path secrets = Files.createDirectories(root.resolve("secrets"));
        for (String name : List.of("superuser", "replication", "rewind", "monitor", "app")) {
            Files.writeString(secrets.resolve(name), "pw:" + name + "'\\x\n");
        }
    }

    /** The newest installed PostgreSQL. */
    static Path postgres() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(v -> v.resolve("bin"))
                    .filter(b -> Files.isExecutable(b.resolve("postgres")))
                    .max(java.util.Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    /** The programs of {@link #postgres}, with {@code script} in the place of one. */
    static Path withProgram(Path root, String name, String script) throws IOException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        try (Stream<Path> programs = Files.list(postgres())) {
            for (Path program : programs.toList()) {
                Files.createSymbolicLink(bin.resolve(program.getFileName()), program);
            }
        }
        Path replaced = bin.resolve(name);
        Files.delete(replaced);
        Files.writeString(replaced, script);
        Files.setPosixFilePermissions(replaced, PosixFilePermissions.fromString("rwx------"));
        return bin;
    }

    void start(String node) {
        // What it announces in its next life is waited for, not what it said in its last.
        store.forget(node);
        Wakeup wakeup = new Wakeup();
        store.onChange(wakeup::wake);
        ExecutorLoop executor = ExecutorFactory.make(
                new ExecutorFactory.Settings(
                        "test",
                        node,
                        "127.0.0.1:" + port(node),
                        root.resolve("secrets"),
                        data(node).root(),
                        pgBin,
                        List.of("127.0.0.1/32")),
                store,
                events::add,
                (target, timeoutMs) -> PgSessions.connect(vertx, target, timeoutMs),
                MonotonicClock.SYSTEM,
                new SimpleMeterRegistry(),
                wakeup);
        executors.put(node, executor);
        Thread thread = Thread.ofPlatform().name("executor-" + node).start(executor);
        threads.put(node, thread);
    }

    /** Ends the executor and leaves its PostgreSQL. */
    void stopExecutor(String node) throws InterruptedException {
        Objects.requireNonNull(executors.remove(node)).close();
        Objects.requireNonNull(threads.remove(node)).join(20_000);
    }

    Paths data(String node) {
        return new Paths(root.resolve(node));
    }

    long postmaster(String node) throws IOException {
        return Long.parseLong(
                Files.readAllLines(data(node).postmasterPid()).getFirst().strip());
    }

    PgSession session(String node) {
        return PgSessions.connect(
                vertx, new PgTarget("127.0.0.1", port(node), "postgres", "pw:superuser'\\x", "postgres", "test"), 5000);
    }

    int port(String node) {
        return ports.computeIfAbsent(node, n -> FREE_PORT.getAndIncrement());
    }

    MemberState member(String node) {
        return Objects.requireNonNull(store.member(node), node);
    }

    Instance instance(String node) {
        return Objects.requireNonNull(member(node).instance(), node);
    }

    MemberState awaitMember(String node, Predicate<MemberState> condition) {
        await().atMost(BOUND_S, SECONDS)
                .pollInterval(java.time.Duration.ofMillis(5))
                .until(() -> {
                    MemberState state = store.member(node);
                    return state != null && condition.test(state);
                });
        return member(node);
    }

    List<Promise> awaitPromises(long term, int count) {
        await().atMost(BOUND_S, SECONDS)
                .pollInterval(java.time.Duration.ofMillis(5))
                .until(() -> store.promises(term).size() >= count);
        return store.promises(term);
    }

    void awaitEvent(Event event) {
        await().atMost(BOUND_S, SECONDS).until(() -> events.contains(event));
    }

    /** Told {@code times} times: a node that was cloned as the cluster was formed told so then already. */
    void awaitEvent(Event event, int times) {
        await().atMost(BOUND_S, SECONDS).until(() -> Collections.frequency(events, event) == times);
    }

    /** Streams again, on another disk than {@code before}. Without an instance it is still being made. */
    MemberState awaitNewDisk(String node, Instance before) {
        return awaitMember(node, m -> m.streaming() && m.instance() != null && !before.equals(m.instance()));
    }

    /** The first record: term 1, nobody waited for. */
    void found(String node) {
        MemberState first = awaitMember(node, m -> m.postgres() == MemberState.Postgres.RUNNING);
        store.record(new ClusterRecord(
                "test",
                Objects.requireNonNull(first.systemIdentifier()),
                1,
                1,
                Phase.STEADY,
                instance(node),
                List.of(new Quorum(1, 1, List.of(), 0)),
                List.of(new Timeline(1, 1, Lsn.ZERO)),
                new Decision("d1", Decision.BOOTSTRAP, "test", null, null, List.of())));
    }

    /** The next version of the record, in {@code phase}. */
    void next(long term, Phase phase, Instance primary, List<Quorum> quorums, List<Timeline> timelines) {
        ClusterRecord now = Objects.requireNonNull(store.record());
        store.record(new ClusterRecord(
                now.cluster(),
                now.systemIdentifier(),
                now.version() + 1,
                term,
                phase,
                primary,
                quorums,
                timelines,
                now.decision()));
    }

    Quorum quorum(long term, int acks, String... voters) {
        long version = Objects.requireNonNull(store.record()).version() + 1;
        return new Quorum(term, version, Stream.of(voters).map(this::instance).toList(), acks);
    }

    /** A primary and its standbys, all streaming, with one acknowledgement waited for. */
    void form(String primary, String... standbys) {
        start(primary);
        found(primary);
        for (String standby : standbys) {
            start(standby);
        }
        for (String standby : standbys) {
            awaitMember(standby, MemberState::streaming);
        }
        ClusterRecord now = Objects.requireNonNull(store.record());
        List<Quorum> quorums = new ArrayList<>(now.quorums());
        quorums.add(quorum(now.term(), 1, standbys));
        next(now.term(), Phase.STEADY, instance(primary), quorums, now.timelines());
        awaitMember(primary, m -> m.settledQuorum() == quorums.getLast().version());
        next(now.term(), Phase.STEADY, instance(primary), List.of(quorums.getLast()), now.timelines());
    }

    /** As the election would: {@link #promise}, then {@link #promote}. */
    Instance failOver() {
        promise();
        return promote();
    }

    /** Revokes term 1. */
    void promise() {
        ClusterRecord now = Objects.requireNonNull(store.record());
        next(2, Phase.REVOKING, now.primary(), now.quorums(), now.timelines());
        awaitPromises(2, 2);
    }

    /** Makes the most advanced standby the primary of term 2. */
    Instance promote() {
        ClusterRecord now = Objects.requireNonNull(store.record());
        Instance chosen = store.promises(2).stream()
                .filter(p -> p.primaryOfTerm() == 0)
                .max(Comparator.comparing(Promise::position))
                .orElseThrow()
                .instance();
        String other = chosen.node().equals("node2") ? "node3" : "node2";
        List<Quorum> quorums = new ArrayList<>(now.quorums());
        quorums.add(quorum(2, 1, other));
        next(2, Phase.PROMOTING, chosen, quorums, now.timelines());
        MemberState made = awaitMember(chosen.node(), m -> m.writableInTerm() == 2);
        List<Timeline> timelines = new ArrayList<>(now.timelines());
        timelines.add(new Timeline(made.timeline(), 2, Objects.requireNonNull(made.forkLsn())));
        next(2, Phase.STEADY, chosen, quorums, timelines);
        awaitMember(chosen.node(), m -> m.settledQuorum() == quorums.getLast().version());
        next(2, Phase.STEADY, chosen, List.of(quorums.getLast()), timelines);
        return chosen;
    }

    @Override
    public void close() throws Exception {
        for (String node : List.copyOf(executors.keySet())) {
            stopExecutor(node);
        }
        for (String node : ports.keySet()) {
            if (Files.exists(data(node).postmasterPid())) {
                Native.kill(postmaster(node), Native.SIGQUIT);
            }
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }
}
