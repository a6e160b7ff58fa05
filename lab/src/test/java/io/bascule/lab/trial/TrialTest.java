package io.bascule.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.events.StoryEvent.PrimarySuspected;
import io.bascule.events.StoryEvent.WritesRouted;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.story.Milestone;
import io.bascule.lab.story.Told;
import io.bascule.lab.story.WallClock;
import io.bascule.lab.write.Audit;
import io.bascule.lab.write.Ledger.Gap;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");
    private static final long NANOS = 77_000_000_000L;
    private static final long MS = 1_000_000;

    /** The last write 20 ms behind the clock's zero, the first one 500 ms later. */
    private static final Trial TRIAL = new Trial(
            Fault.NODE,
            "node1",
            "node2",
            2,
            new Gap(NANOS + 20 * MS, NANOS + 520 * MS),
            new Audit(1005, 1000, List.of(), List.of(), List.of(), 1),
            8,
            List.of(
                    told(170, new PrimarySuspected("c", 1, "node1", "NODE_GONE", List.of("node2: refused"))),
                    told(470, new WritesRouted("c", 2, "router1", "node2")),
                    told(4020, new NodeRejoined("c", 2, "node1", NodeRejoined.How.REWOUND))),
            new WallClock(WALL, NANOS));

    @Test
    void timesCountFromTheLastWrite() {
        assertThat(TRIAL.outageMs()).isEqualTo(500.0);
        assertThat(TRIAL.milestones())
                .containsExactly(
                        entry(Milestone.DETECTED, 150.0),
                        entry(Milestone.ROUTED, 450.0),
                        entry(Milestone.FIRST_WRITE, 500.0));
    }

    @Test
    void theTimelineHoldsWhatServicesToldAndWritersSaw() {
        assertThat(Narrative.timeline(TRIAL))
                .containsExactly(
                        "        +0 ms  the last write on node1 is acknowledged",
                        "      +150 ms  node1 is judged lost: NODE_GONE (node2: refused)",
                        "      +450 ms  router1 lets writers through to node2",
                        "      +500 ms  the first write on node2 is acknowledged",
                        "    +4,000 ms  node1 streams again, rewound");
    }

    @Test
    void theReportHoldsMediansAndPeers() {
        Map<Fault, List<Trial>> trials = new LinkedHashMap<>();
        trials.put(Fault.NODE, List.of(TRIAL, TRIAL));
        BenchReport report = new BenchReport(trials);

        assertThat(report.isClean()).isTrue();
        assertThat(report.tables().lines())
                .anyMatch(line -> line.matches("all processes of the node killed +2 +500 +500 +500 +0 +0 +20,301"))
                .anyMatch(line -> line.matches("all processes of the node killed +150 +- +- +450 +500"));
        assertThat(report.json()).contains("\"medianMs\" : 500.0", "\"patroni414MedianMs\" : 20301");
    }

    @Test
    void theMedianOfAnEvenNumberOfRunsIsBetweenTheMiddleOnes() {
        assertThat(Statistics.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Statistics(2.5, 1, 4, 4));
        assertThat(Statistics.of(List.of(9.0, 1.0, 3.0)).medianMs()).isEqualTo(3);
    }

    private static Told told(long ms, io.bascule.events.StoryEvent event) {
        return new Told(event, WALL.plusMillis(ms), "someone");
    }
}
