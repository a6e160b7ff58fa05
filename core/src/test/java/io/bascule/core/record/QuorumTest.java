package io.bascule.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumTest {
    private static final List<Instance> NODES = List.of(
            new Instance("a", "00000001"), new Instance("b", "00000002"),
            new Instance("c", "00000003"), new Instance("d", "00000004"));

    @ParameterizedTest(name = "{0} of {1} voters must acknowledge: {2} promises revoke: {3}")
    @CsvSource({
        "1,1,0,false", "1,1,1,true",
        "1,2,1,false", "1,2,2,true",
        "2,2,0,false", "2,2,1,true",
        "2,3,1,false", "2,3,2,true",
        "0,0,0,false", "0,2,2,false",
    })
    void isRevokedByMoreThanVotersMinusAcks(int acks, int voters, int promises, boolean revoked) {
        var quorum = new Quorum(1, 1, NODES.subList(0, voters), acks);
        assertThat(quorum.isRevokedBy(NODES.subList(0, promises))).isEqualTo(revoked);
    }

    /** The intersection argument itself, by counting: every set that acknowledges meets every set that revokes. */
    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "2,2", "1,3", "2,3", "3,3", "1,4", "2,4", "3,4", "4,4"})
    void everyAcknowledgingSetMeetsEveryRevokingSet(int acks, int voters) {
        var quorum = new Quorum(1, 1, NODES.subList(0, voters), acks);
        for (int acking = 0; acking < 1 << voters; acking++) {
            for (int promising = 0; promising < 1 << voters; promising++) {
                if (Integer.bitCount(acking) >= acks && quorum.isRevokedBy(subset(promising))) {
                    assertThat(acking & promising).isNotZero();
                }
            }
        }
    }

    @Test
    void anotherDiskOfAVoterIsNoVoter() {
        var quorum = new Quorum(1, 1, NODES.subList(0, 1), 1);
        assertThat(quorum.isRevokedBy(List.of(new Instance("a", "ffffffff")))).isFalse();
    }

    @Test
    void isWrittenAsAnAnyQuorum() {
        assertThat(new Quorum(1, 1, NODES.subList(0, 2), 1).standbyNames())
                .isEqualTo("ANY 1 (\"a_00000001\", \"b_00000002\")");
    }

    @Test
    void withoutVotersIsANameThatNobodyHas() {
        String names = new Quorum(1, 1, List.of(), 1).standbyNames();
        assertThat(names).startsWith("ANY 1 (");
        assertThat(Instance.ofApplicationName(names.replaceAll(".*\"(.*)\".*", "$1")))
                .isEmpty();
    }

    @Test
    void onlyZeroAcksIsTheEmptyString() {
        assertThat(new Quorum(1, 1, List.of(), 0).standbyNames()).isEmpty();
    }

    private static List<Instance> subset(int bits) {
        List<Instance> chosen = new ArrayList<>();
        for (int i = 0; i < NODES.size(); i++) {
            if ((bits >> i & 1) == 1) {
                chosen.add(NODES.get(i));
            }
        }
        return chosen;
    }
}
