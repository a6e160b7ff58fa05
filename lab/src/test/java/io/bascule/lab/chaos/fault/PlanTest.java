package io.bascule.lab.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.lab.chaos.fault.FaultKind.Failover;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Roles ROLES = new Roles(
            List.of("node1", "node2", "node3"),
            "node2",
            List.of("election1", "election2"),
            List.of("kafka1", "kafka2", "kafka3"),
            List.of("etcd1", "etcd2", "etcd3"),
            "etcd3");

    private static List<List<Strike>> rounds(long seed, int count) {
        Plan plan = new Plan(new SplittableRandom(seed));
        return IntStream.range(0, count).mapToObj(i -> plan.next(ROLES)).toList();
    }

    @Test
    void theSameSeedMakesTheSameRounds() {
        assertThat(rounds(7, 50)).isEqualTo(rounds(7, 50)).isNotEqualTo(rounds(8, 50));
    }

    @Test
    void everyKindHasItsTurn() {
        Set<FaultKind> seen = EnumSet.noneOf(FaultKind.class);
        rounds(1, 80).forEach(round -> round.forEach(strike -> seen.add(strike.kind())));

        assertThat(seen).containsExactlyInAnyOrder(FaultKind.values());
    }

    @Test
    void faultsOfARoundStrikeDifferentServices() {
        for (List<Strike> round : rounds(2, 500)) {
            Set<String> struck = new HashSet<>();
            assertThat(round).isNotEmpty();
            round.forEach(strike -> strike.services()
                    .forEach(service ->
                            assertThat(struck.add(service)).as("%s", round).isTrue()));
        }
    }

    @Test
    void onlyFaultsOfThePrimaryCallForAFailover() {
        rounds(3, 500).stream().flatMap(List::stream).forEach(strike -> {
            if (strike.failover() == Failover.CALLED_FOR) {
                assertThat(strike.services()).containsExactly("node2");
            }
        });
    }

    @Test
    void aCutLinkPartsTwoServicesAndBreaksTheFirst() {
        rounds(4, 500).stream()
                .flatMap(List::stream)
                .filter(strike -> strike.kind().place().isLink())
                .forEach(strike -> {
                    assertThat(strike.services()).hasSize(2);
                    assertThat(strike.onPrimary())
                            .isEqualTo(strike.services().getFirst().equals("node2"));
                });
    }
}
