package io.bascule.lab.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.lab.chaos.Chaos;
import io.bascule.lab.chaos.ChaosReport;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Five minutes of what {@code ./bascule chaos} does for as long as it is asked to. */
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
class ChaosTest {
    private static final long RUN_MS = TimeUnit.MINUTES.toMillis(5);

    @Test
    void nothingThatWasAcknowledgedIsLostWhateverBreaks(TestCluster cluster) {
        // A new one each time: the same faults again would find the same faults.
        long seed = System.nanoTime() % 1_000_000;
        System.out.println("Seed " + seed + ". Repeat: ./bascule chaos --minutes 5 --seed " + seed);

        ChaosReport report = new Chaos(
                        cluster.cluster(),
                        cluster.database(),
                        cluster.database(cluster.endpoints().readPort()),
                        System.out::println)
                .run(RUN_MS, seed);

        System.out.println(report.text());
        assertThat(report.isClean()).as(report.text()).isTrue();
        assertThat(report.rounds()).as("rounds of faults").hasSizeGreaterThan(5);
    }
}
