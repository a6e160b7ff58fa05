package io.bascule.lab.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.events.StoryEvent;
import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.events.StoryEvent.PrimaryPromoted;
import io.bascule.events.StoryEvent.PrimarySteady;
import io.bascule.events.StoryEvent.PrimarySuspected;
import io.bascule.events.StoryEvent.PromiseGiven;
import io.bascule.events.StoryEvent.PromotionOrdered;
import io.bascule.events.StoryEvent.RevocationStarted;
import io.bascule.events.StoryEvent.SwitchoverStarted;
import io.bascule.events.StoryEvent.WritesRouted;
import io.bascule.lab.cluster.HaproxyStats;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.story.Told;
import io.bascule.lab.trial.Trial;
import io.bascule.lab.trial.Trials;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job: the primary is lost in one way or another, and nothing that was acknowledged is. */
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
class FailoverTest {
    private TestCluster cluster;

    @BeforeEach
    void wholeCluster(TestCluster cluster) {
        this.cluster = cluster;
        cluster.awaitWhole();
    }

    @ParameterizedTest
    @EnumSource(names = "NODE_WITHOUT_KAFKA", mode = EnumSource.Mode.EXCLUDE)
    void writersGoOnElsewhereAndNoAcknowledgedRowIsLost(Fault fault) throws SQLException {
        try (LocalClient local = LocalClient.start(cluster, cluster.cluster().primary());
                EventTail events = cluster.events()) {
            Trial trial = trials(events).run(fault);

            local.assertNothingLost();
            assertNothingLostAndOnePrimary(trial);
            events.await(0, TestCluster.BOUND_MS, "NodeRejoined of " + trial.from(), rejoined(trial));
            // Of other publishers, who may have had to wait for Kafka longer.
            events.await(0, TestCluster.BOUND_MS, "PrimaryPromoted of " + trial.to(), promoted(trial));
            events.await(0, TestCluster.BOUND_MS, "WritesRouted to " + trial.to(), routed(trial));
            events.await(0, TestCluster.BOUND_MS, "PrimarySteady of " + trial.to(), steady(trial));
            assertStoryInOrder(fault, trial, events.since(0));
        }
    }

    @Test
    void aFailoverNeedsNoKafka() throws SQLException {
        assertNothingLostAndOnePrimary(trials(null).run(Fault.NODE_WITHOUT_KAFKA));
        try (EventTail events = cluster.events()) {
            Trial trial = trials(events).run(Fault.SWITCHOVER);

            assertNothingLostAndOnePrimary(trial);
            events.await(0, TestCluster.BOUND_MS, "PrimarySteady once Kafka is back", PrimarySteady.class::isInstance);
        }
    }

    private Trials trials(@Nullable EventTail events) {
        return new Trials(cluster.cluster(), cluster.database(), events, step -> {});
    }

    private void assertNothingLostAndOnePrimary(Trial trial) throws SQLException {
        assertThat(trial.to()).as("the new primary").isNotEqualTo(trial.from());
        assertThat(trial.audit().lost()).as("acknowledged rows that are absent").isEmpty();
        assertThat(trial.audit().doubled()).as("rows that are there twice").isEmpty();
        assertThat(trial.audit().strange()).as("rows that nobody sent").isEmpty();
        assertThat(trial.audit().acknowledged()).isPositive();
        assertThat(nodesOutOfRecovery())
                .as("nodes that take themselves for primary")
                .containsExactly(trial.to());
        HaproxyStats haproxy = cluster.cluster().haproxy();
        assertThat(haproxy.open("write")).as("where HAProxy sends writers").containsExactly(trial.to());
        assertThat(streamingFrom(trial.to()))
                .as("standbys that stream from the new primary")
                .contains(trial.from())
                .hasSize(2);
    }

    /** Asks each PostgreSQL itself, past HAProxy and past what services say. */
    private List<String> nodesOutOfRecovery() throws SQLException {
        List<String> primaries = new ArrayList<>();
        for (String node : cluster.endpoints().nodes()) {
            if (!ask(node, "SELECT pg_is_in_recovery()::text").equals(List.of("true"))) {
                primaries.add(node);
            }
        }
        return primaries;
    }

    /** The node's own answer: by application_name, which is the node's name, an underscore and its disk. */
    private List<String> streamingFrom(String primary) {
        String names = cluster.exec(
                primary,
                "PGPASSWORD=$(cat /run/bascule/secrets/superuser) \"$BASCULE_PG_BIN/psql\" -h 127.0.0.1 -U postgres -X -At"
                        + " -c \"SELECT split_part(application_name, '_', 1) FROM pg_stat_replication"
                        + " WHERE state = 'streaming' ORDER BY 1\" postgres");
        return names.lines().toList();
    }

    private List<String> ask(String node, String sql) throws SQLException {
        try (Connection connection =
                        cluster.database(cluster.endpoints().nodePort(node)).connect("bascule_lab_test");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> answers = new ArrayList<>();
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
            return answers;
        }
    }

    private static Predicate<StoryEvent> rejoined(Trial trial) {
        return event -> event instanceof NodeRejoined e && e.node().equals(trial.from()) && e.term() >= trial.term();
    }

    private static Predicate<StoryEvent> promoted(Trial trial) {
        return event -> event instanceof PrimaryPromoted e && e.node().equals(trial.to()) && e.term() == trial.term();
    }

    private static Predicate<StoryEvent> routed(Trial trial) {
        return event -> event instanceof WritesRouted e && e.primary().equals(trial.to()) && e.term() == trial.term();
    }

    private static Predicate<StoryEvent> steady(Trial trial) {
        return event -> event instanceof PrimarySteady e && e.primary().equals(trial.to()) && e.term() == trial.term();
    }

    /**
     * Each publisher's events stand in its own order. Across publishers nothing is promised, since causes travel through
     * etcd, and an event waits for Kafka: a promise may be told before the suspicion that it answers, and a route before
     * the promotion where the topic's broker was lost.
     */
    private static void assertStoryInOrder(Fault fault, Trial trial, List<Told> story) {
        List<StoryEvent> told = story.stream().map(Told::event).toList();
        Predicate<StoryEvent> begun = fault == Fault.SWITCHOVER
                ? event -> event instanceof SwitchoverStarted e && e.primary().equals(trial.from())
                : event -> event instanceof PrimarySuspected e && e.primary().equals(trial.from());
        Predicate<StoryEvent> ordered =
                event -> event instanceof PromotionOrdered e && e.candidate().equals(trial.to());

        assertInOrder(told, begun, RevocationStarted.class::isInstance, ordered, steady(trial));
        assertInOrder(
                told,
                event -> event instanceof PromiseGiven e && e.node().equals(trial.to()) && e.term() == trial.term(),
                promoted(trial));
    }

    private static void assertInOrder(List<StoryEvent> told, List<Predicate<StoryEvent>> wanted) {
        int next = 0;
        for (StoryEvent event : told) {
            if (next < wanted.size() && wanted.get(next).test(event)) {
                next++;
            }
        }
        assertThat(next)
                .as("how many of %s events came in order, in this story: %s", wanted.size(), told)
                .isEqualTo(wanted.size());
    }

    @SafeVarargs
    private static void assertInOrder(List<StoryEvent> told, Predicate<StoryEvent>... wanted) {
        assertInOrder(told, List.of(wanted));
    }
}
