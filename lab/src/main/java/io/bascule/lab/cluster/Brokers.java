package io.bascule.lab.cluster;

import io.bascule.events.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Kafka's brokers and what they lead. Calls block, each with a bound. */
public final class Brokers {
    private static final int REQUEST_BOUND_MS = 2000;
    private static final int CALL_BOUND_MS = 5000;
    private static final long BOUND_MS = 30_000;
    private static final long IN_SYNC_FOR_MS = 3000;
    private static final List<String> TOPICS =
            Arrays.stream(Topic.values()).map(Topic::topicName).toList();

    private Brokers() {}

    /**
     * Makes the active controller lead every topic of Bascule's: the broker whose loss hurts most, as one of three
     * sometimes is.
     *
     * @return its name
     * @throws LabFailure if it does not lead them all within a bound
     */
    public static String gatherLeaders(Endpoints endpoints) {
        try (Admin admin = open(endpoints)) {
            int leader = Wait.until(
                    BOUND_MS,
                    () -> gather(admin),
                    () -> "No Kafka broker leads every topic and the controllers within " + BOUND_MS / 1000 + " s.");
            return endpoints.kafka().get(leader - 1);
        }
    }

    /**
     * Waits until every broker has all that is in Kafka, and for {@value #IN_SYNC_FOR_MS} ms more: one that went just now
     * is missed only later, and one that came back may answer by what it knew.
     *
     * @throws LabFailure at the bound, naming the topic and who has it
     */
    public static void awaitInSync(Endpoints endpoints, long boundMs) {
        String[] missing = {"no broker answered"};
        long[] inSyncSince = {Long.MAX_VALUE};
        try (Admin admin = open(endpoints)) {
            Wait.until(
                    boundMs,
                    () -> {
                        missing[0] = notInSync(admin);
                        if (!missing[0].isEmpty() || inSyncSince[0] == Long.MAX_VALUE) {
                            inSyncSince[0] = missing[0].isEmpty() ? System.nanoTime() : Long.MAX_VALUE;
                            return null;
                        }
                        long forMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - inSyncSince[0]);
                        return forMs >= IN_SYNC_FOR_MS ? Boolean.TRUE : null;
                    },
                    () -> "Kafka's brokers are not in sync within " + boundMs / 1000 + " s: " + missing[0] + ".");
        }
    }

    private static String notInSync(Admin admin) {
        try {
            Set<String> topics = new TreeSet<>(TOPICS);
            topics.addAll(admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get());
            return admin.describeTopics(topics).allTopicNames().get().values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .filter(partition -> partition.isr().size()
                                    < partition.replicas().size())
                            .map(partition -> topic.name() + " is on " + numbers(partition.isr()) + " of "
                                    + numbers(partition.replicas())))
                    .sorted()
                    .collect(Collectors.joining(", "));
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("Interrupted while Kafka was asked.", e);
        }
    }

    private static String numbers(List<Node> brokers) {
        return brokers.stream().map(Node::idString).sorted().collect(Collectors.joining("+", "broker ", ""));
    }

    private static Admin open(Endpoints endpoints) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.kafkaServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_BOUND_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_BOUND_MS));
    }

    /** @return the number of the active controller, or null where it does not lead all topics yet */
    private static @Nullable Integer gather(Admin admin) {
        try {
            int controller = admin.describeMetadataQuorum().quorumInfo().get().leaderId();
            Map<String, TopicDescription> topics =
                    admin.describeTopics(TOPICS).allTopicNames().get();
            // The first of a partition's replicas is the preferred one.
            Map<TopicPartition, Optional<NewPartitionReassignment>> wanted = topics.values().stream()
                    .filter(topic -> leaderOf(topic) != controller)
                    .collect(Collectors.toMap(
                            topic -> new TopicPartition(topic.name(), 0),
                            topic -> Optional.of(first(controller, topic))));
            if (wanted.isEmpty()) {
                return controller;
            }
            admin.alterPartitionReassignments(wanted).all().get();
            admin.electLeaders(ElectionType.PREFERRED, wanted.keySet())
                    .partitions()
                    .get();
            return null;
        } catch (ExecutionException notYet) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("Interrupted while Kafka was asked.", e);
        }
    }

    private static int leaderOf(TopicDescription topic) {
        Node leader = topic.partitions().getFirst().leader();
        return leader == null ? -1 : leader.id();
    }

    private static NewPartitionReassignment first(int broker, TopicDescription topic) {
        List<Integer> replicas = new ArrayList<>(List.of(broker));
        topic.partitions().getFirst().replicas().stream()
                .map(Node::id)
                .filter(id -> id != broker)
                .forEach(replicas::add);
        return new NewPartitionReassignment(replicas);
    }
}
