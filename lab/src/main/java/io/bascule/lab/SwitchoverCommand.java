package io.bascule.lab;

import io.bascule.core.record.Phase;
import io.bascule.events.StoryEvent;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.ClusterState;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.show.Picture;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.story.Sentences;
import io.bascule.lab.story.Told;
import io.bascule.lab.trial.Narrative;
import io.bascule.lab.trial.Trials;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "switchover",
        description = "Hands the primary's office over as planned, and tells what happens.",
        mixinStandardHelpOptions = true)
final class SwitchoverCommand extends ClusterCommand {
    private static final long BOUND_MS = 60_000;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NODE",
            description = "The new primary (default: the best standby).")
    private @Nullable String to;

    @Override
    int run(Cluster cluster) {
        if (to != null) {
            cluster.endpoints().nodePort(to);
        }
        ClusterState before = cluster.state();
        try (EventTail tail = eventsIfKafkaIsThere(cluster)) {
            cluster.switchover(to);
            int[] told = {0};
            ClusterState after = Wait.until(
                    BOUND_MS,
                    () -> {
                        told[0] += tell(tail, told[0]);
                        throwIfRefused(tail);
                        return over(cluster, before.term(), tail);
                    },
                    () -> "The switchover has not ended within " + BOUND_MS / 1000 + " s: look with ./bascule status.");
            Trials.awaitWhole(cluster, Trials.WHOLE_BOUND_MS, missing -> {});
            tell(tail, told[0]);
            Picture.of(cluster.endpoints().nodes(), cluster.state(), cluster.haproxy())
                    .forEach(System.out::println);
            if (after.term() == before.term()) {
                throw new LabFailure("The switchover was given up, "
                        + before.primary().orElse("the old primary") + " still serves: " + because(tail));
            }
            System.out.println(after.primary().orElseThrow() + " is primary of term " + after.term() + ".");
            return 0;
        }
    }

    private static int tell(@Nullable EventTail tail, int first) {
        List<Told> fresh = tail == null ? List.of() : tail.since(first);
        fresh.forEach(one -> System.out.println(Narrative.live(one.at(), Sentences.of(one.event()))));
        return fresh.size();
    }

    /** The state in which the switchover is over, or null while it is not. */
    private static @Nullable ClusterState over(Cluster cluster, long termBefore, @Nullable EventTail tail) {
        ClusterState state = cluster.state();
        boolean steady = state.record() != null && state.record().phase() == Phase.STEADY;
        return steady && (state.term() > termBefore || givenUp(tail) != null) ? state : null;
    }

    private static StoryEvent.@Nullable PrimaryReinstated givenUp(@Nullable EventTail tail) {
        return tail == null
                ? null
                : tail.since(0).stream()
                        .map(Told::event)
                        .filter(StoryEvent.PrimaryReinstated.class::isInstance)
                        .map(StoryEvent.PrimaryReinstated.class::cast)
                        .findFirst()
                        .orElse(null);
    }

    private static String because(@Nullable EventTail tail) {
        StoryEvent.PrimaryReinstated event = givenUp(tail);
        return event == null ? "no reason was told" : event.because();
    }
}
