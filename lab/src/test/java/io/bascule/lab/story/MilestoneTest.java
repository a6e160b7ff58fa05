package io.bascule.lab.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent;
import io.bascule.events.StoryEvent.PrimaryPromoted;
import io.bascule.events.StoryEvent.PrimarySuspected;
import io.bascule.events.StoryEvent.PromotionOrdered;
import io.bascule.events.StoryEvent.RevocationStarted;
import io.bascule.events.StoryEvent.WritesRouted;
import io.bascule.events.WalPosition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MilestoneTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theWayToTheTermThatWritersWereLetInto() {
        List<Told> story = List.of(
                told(100, new PrimarySuspected("c", 1, "node1", "NODE_GONE", List.of())),
                told(110, new RevocationStarted("c", 2, "node1", "NODE_GONE")),
                told(150, ordered(2, "node2")),
                told(500, new RevocationStarted("c", 3, "node2", "bound")),
                told(550, ordered(3, "node3")),
                told(600, new PrimaryPromoted("c", 3, "node3", 3, Lsn.ZERO, 40)),
                told(620, new WritesRouted("c", 3, "router1", "node3")),
                told(630, new WritesRouted("c", 3, "router2", "node3")));

        assertThat(Milestone.of(story))
                .containsExactly(
                        entry(Milestone.DETECTED, START.plusMillis(100)),
                        entry(Milestone.REVOKED, START.plusMillis(550)),
                        entry(Milestone.PROMOTED, START.plusMillis(600)),
                        entry(Milestone.ROUTED, START.plusMillis(620)));
    }

    @Test
    void whatWasNotToldIsLeftOut() {
        assertThat(Milestone.of(List.of())).isEmpty();
        assertThat(Milestone.of(List.of(told(7, new PrimarySuspected("c", 1, "node1", "NODE_GONE", List.of())))))
                .containsOnlyKeys(Milestone.DETECTED);
    }

    private static PromotionOrdered ordered(long term, String candidate) {
        return new PromotionOrdered("c", term, candidate, WalPosition.NONE, "most advanced");
    }

    private static Told told(long ms, StoryEvent event) {
        return new Told(event, START.plusMillis(ms), "election1");
    }
}
