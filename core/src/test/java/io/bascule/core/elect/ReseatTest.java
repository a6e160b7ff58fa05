package io.bascule.core.elect;

import static io.bascule.core.Fixture.N1;
import static io.bascule.core.Fixture.N2;
import static io.bascule.core.Fixture.N3;
import static io.bascule.core.Fixture.caughtUp;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.Fixture;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Seen;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R7: an etcd that lost its record is seated above what the nodes have seen, where they prove who is primary. */
class ReseatTest {
    private static final Quorum IN_USE = new Quorum(4, 30, List.of(N2, N3), 1);
    private final Fixture cluster = new Fixture();
    private Seen seenByCopy = Seen.NOTHING;
    private long olderForMs = Reseat.ANNOUNCED_ANEW_MS;

    @BeforeEach
    void nodesHaveSeenTermFour() {
        cluster.member(
                N1,
                m -> m.primary(4)
                        .standbys(caughtUp(N2), caughtUp(N3))
                        .timeline(3)
                        .at(4, "0/900")
                        .quorum(IN_USE)
                        .seen("old", 4, 31));
        cluster.member(N2, m -> m.seen("old", 4, 31)).member(N3, m -> m.seen("old", 4, 30));
    }

    private Reseat.Answer answer(@Nullable ClusterRecord shown) {
        return Reseat.of(
                "demo", shown, "etcd", cluster.members(), seenByCopy, olderForMs, "election1", "somebody", "id");
    }

    private void refused(String word) {
        assertThat(answer(null))
                .isInstanceOfSatisfying(
                        Reseat.Refused.class, r -> assertThat(r.why()).contains(word));
    }

    private ClusterRecord seated() {
        return ((Reseat.Seated) answer(null)).next();
    }

    @Test
    void theRecordIsAboveAllThatAnyNodeHasSeen() {
        ClusterRecord next = seated();
        assertThat(next.phase()).isEqualTo(Phase.STEADY);
        assertThat(next.primary()).isEqualTo(N1);
        assertThat(next.term()).isEqualTo(4 + Reseat.TERMS_UNSEEN);
        assertThat(next.version()).isEqualTo(31 + Reseat.VERSIONS_UNSEEN);
        assertThat(cluster.members().values())
                .noneMatch(m -> m.seen().refuses(new Seen("etcd", next.term(), next.version())));
        assertThat(next.newestTimeline().id()).isEqualTo(3);
        assertThat(next.newestTimeline().term()).isEqualTo(4);
    }

    @Test
    void noFailoverIsPossibleUntilTheNewQuorumHasSettled() {
        ClusterRecord next = seated();
        List<Quorum> quorums = next.quorums();
        assertThat(quorums)
                .containsExactly(
                        new Quorum(next.term(), next.version(), List.of(), 0),
                        new Quorum(next.term(), next.version(), List.of(N2, N3), 1));
        assertThat(quorums.getFirst().isRevokedBy(List.of(N1, N2, N3))).isFalse();
    }

    @Test
    void anOlderRecordOfARestoredEtcdIsReplaced() {
        assertThat(answer(cluster.record())).isInstanceOf(Reseat.Seated.class);
    }

    @Test
    void whatNodesAnnounceIsBelievedOnceItCannotHaveComeWithTheBackup() {
        olderForMs = Reseat.ANNOUNCED_ANEW_MS - 1;
        refused("ask again in 1 s");
        olderForMs = 0;
        refused("ask again in 10 s");
        olderForMs = Reseat.ANNOUNCED_ANEW_MS;
        assertThat(answer(null)).isInstanceOf(Reseat.Seated.class);
    }

    @Test
    void whatIsNotOlderIsLeftAlone() {
        cluster.member(N1, m -> m.primary(1).seen("etcd", 1, 5))
                .member(N2, m -> m)
                .member(N3, m -> m);
        assertThat(answer(cluster.record()))
                .isInstanceOfSatisfying(
                        Reseat.Refused.class, r -> assertThat(r.why()).contains("nothing to reseat"));
    }

    @Test
    void aRevocationThatWasBegunIsPassedOverWhereEnoughStillListen() {
        cluster.member(N3, m -> m.seen("old", 5, 32).promisedTerm(5));
        assertThat(seated().term()).isEqualTo(5 + Reseat.TERMS_UNSEEN);
        assertThat(seated().primary()).isEqualTo(N1);
    }

    @Test
    void whoPromisedListensNoMoreWhateverThePrimaryStillShows() {
        cluster.member(N2, m -> m.seen("old", 5, 32).promisedTerm(5))
                .member(N3, m -> m.seen("old", 5, 32).promisedTerm(5));
        refused("nobody streams");
    }

    @Test
    void whoStandsAloneIsNotSeatedAboveATermThatItDoesNotKnow() {
        cluster.member(
                        N1,
                        m -> m.primary(4)
                                .quorum(new Quorum(4, 30, List.of(), 0))
                                .seen("old", 4, 31))
                .member(N3, m -> m.seen("old", 5, 32));
        refused("wait for nobody");
    }

    @Test
    void withoutThePrimaryItCannotBeToldWhoHasEveryRow() {
        cluster.away("node1");
        refused("who has every row");
    }

    @Test
    void aPrimaryThatIsDownIsWaitedFor() {
        cluster.member(N1, m -> m.primary(4).postgres(Postgres.EXITED).seen("old", 4, 31));
        refused("who has every row");
    }

    @Test
    void aPrimaryWithoutTheListenersThatACommitNeedsMayHaveASuccessor() {
        cluster.member(
                N1,
                m -> m.primary(4)
                        .quorum(new Quorum(4, 30, List.of(N2, N3), 2))
                        .standbys(caughtUp(N2))
                        .seen("old", 4, 31));
        refused("cannot be ruled out");
    }

    @Test
    void aListenerThatIsNotHeardItselfDoesNotCount() {
        cluster.away("node2").away("node3");
        refused("nobody streams");
    }

    @Test
    void dataOfTwoClustersIsRefused() {
        cluster.member(N3, m -> m.system("9").seen("old", 4, 31));
        refused("more than one cluster");
    }

    @Test
    void aRecordOfAnotherClusterIsNotWrittenOver() {
        List.of(N1, N2, N3)
                .forEach(n -> cluster.member(n, m -> m.primary(4).system("9").seen("old", 4, 31)));
        assertThat(answer(cluster.record()))
                .isInstanceOfSatisfying(
                        Reseat.Refused.class, r -> assertThat(r.why()).contains("etcd's record is of"));
    }

    @Test
    void whoStoodAloneStandsAloneAgain() {
        Quorum alone = new Quorum(4, 30, List.of(), 0);
        cluster.member(N1, m -> m.primary(4).quorum(alone).seen("old", 4, 31));
        assertThat(seated().quorums()).extracting(Quorum::acks).containsExactly(0);
        assertThat(seated().decision().evidence().getLast()).contains("is for you to know");
    }

    @Test
    void whatOnlyTheElectionCopyHasSeenCountsToo() {
        seenByCopy = new Seen("etcd", 9, 50);
        assertThat(seated().term()).isEqualTo(9 + Reseat.TERMS_UNSEEN);
        assertThat(seated().version()).isEqualTo(50 + Reseat.VERSIONS_UNSEEN);
        assertThat(seated().decision().evidence().getFirst()).contains("etcd was emptied");
    }

    @Test
    void anEmptiedEtcdIsPaged() {
        assertThat(Reseat.emptied("demo", "etcd", cluster.members(), Seen.NOTHING, "election1"))
                .isPresent();
        assertThat(Reseat.emptied("demo", "etcd", new Fixture().members(), Seen.NOTHING, "election1"))
                .isEmpty();
        assertThat(Reseat.emptied("demo", "etcd2", new Fixture().members(), new Seen("etcd", 1, 5), "election1"))
                .hasValueSatisfying(page -> assertThat(page.why())
                        .isEqualTo("etcd was emptied: election copy election1 has seen version 5 of term 1"));
    }
}
