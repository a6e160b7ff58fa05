package io.bascule.lab.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.lab.chaos.history.Entry.Outcome;
import io.bascule.lab.chaos.history.FinalState.Counter;
import io.bascule.lab.chaos.history.Finding.Kind;
import io.bascule.lab.chaos.history.Operation.Delete;
import io.bascule.lab.chaos.history.Operation.Insert;
import io.bascule.lab.chaos.history.Operation.ReadSum;
import io.bascule.lab.chaos.history.Operation.Swap;
import io.bascule.lab.chaos.history.Operation.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Histories that must be found out, each beside one that differs by little and is allowed. */
class CheckerTest {
    private static final Map<Integer, Long> UNTOUCHED = Map.of(1, 100L, 2, 100L);

    private final List<Entry> history = new ArrayList<>();
    private long nanos;

    @Test
    void anAcknowledgedRowMustBeThere() {
        acknowledged(new Insert(1));

        assertThat(found(rows())).containsExactly(Kind.LOST);
        assertThat(found(rows(1))).isEmpty();
    }

    @Test
    void aRowWithoutAnAnswerMayBeThereOrNot() {
        told(new Insert(1), Outcome.UNKNOWN);

        assertThat(found(rows())).isEmpty();
        assertThat(found(rows(1))).isEmpty();
    }

    @Test
    void noRowIsThereTwice() {
        told(new Insert(1), Outcome.UNKNOWN);

        assertThat(found(rows(1, 1))).containsExactly(Kind.DUPLICATED);
    }

    @Test
    void aRefusedRowMustNotBeThere() {
        told(new Insert(1), Outcome.REFUSED);

        assertThat(found(rows(1))).containsExactly(Kind.RESURRECTED);
        assertThat(found(rows())).isEmpty();
    }

    @Test
    void aRowThatNobodySentMustNotBeThere() {
        assertThat(found(rows(7))).containsExactly(Kind.RESURRECTED);
    }

    @Test
    void aDeletedRowMustNotComeBack() {
        acknowledged(new Insert(1));
        acknowledged(new Delete(1));

        assertThat(found(rows(1))).containsExactly(Kind.RESURRECTED);
        assertThat(found(rows())).isEmpty();
    }

    @Test
    void aRowWhoseDeletionHadNoAnswerMayBeThereOrNot() {
        acknowledged(new Insert(1));
        told(new Delete(1), Outcome.UNKNOWN);

        assertThat(found(rows())).isEmpty();
        assertThat(found(rows(1))).isEmpty();
    }

    @Test
    void aRefusedDeletionDeletesNothing() {
        acknowledged(new Insert(1));
        told(new Delete(1), Outcome.REFUSED);

        assertThat(found(rows())).containsExactly(Kind.LOST);
    }

    @Test
    void anAcknowledgedTransferMustBeThereAndInTheBalances() {
        acknowledged(new Transfer(1, 1, 2, 30));

        assertThat(found(bank(List.of(), UNTOUCHED))).containsExactly(Kind.LOST);
        assertThat(found(bank(List.of(1L), Map.of(1, 70L, 2, 130L)))).isEmpty();
        assertThat(found(bank(List.of(1L), Map.of(1, 100L, 2, 130L)))).containsExactly(Kind.TORN);
    }

    @Test
    void aTransferWithoutAnAnswerIsThereWholeOrNotAtAll() {
        told(new Transfer(1, 1, 2, 30), Outcome.UNKNOWN);

        assertThat(found(bank(List.of(), UNTOUCHED))).isEmpty();
        assertThat(found(bank(List.of(1L), Map.of(1, 70L, 2, 130L)))).isEmpty();
        assertThat(found(bank(List.of(), Map.of(1, 70L, 2, 130L)))).containsExactly(Kind.TORN);
    }

    @Test
    void everyReaderSeesWholeTransactions() {
        acknowledged(new ReadSum(170));
        assertThat(found(rows())).containsExactly(Kind.TORN);
    }

    @Test
    void aCounterMustNotFallBehindItsAcknowledgedValue() {
        acknowledged(new Swap(1, 5, 0, 0));
        acknowledged(new Swap(2, 5, 1, 1));

        assertThat(found(counter(2, 2))).isEmpty();
        assertThat(found(counter(1, 1))).containsExactly(Kind.LOST);
        assertThat(found(counter(0, 0))).containsExactly(Kind.LOST);
    }

    @Test
    void aCounterMayBeAheadByASwapWithoutAnAnswer() {
        acknowledged(new Swap(1, 5, 0, 0));
        told(new Swap(2, 5, 1, 1), Outcome.UNKNOWN);

        assertThat(found(counter(2, 2))).isEmpty();
        assertThat(found(counter(1, 1))).isEmpty();
    }

    @Test
    void aRefusedSwapMustNotBeThere() {
        told(new Swap(1, 5, 0, 0), Outcome.REFUSED);

        assertThat(found(counter(1, 1))).containsExactly(Kind.RESURRECTED);
    }

    @Test
    void aCounterHoldsNothingThatNobodyWrote() {
        acknowledged(new Swap(1, 5, 0, 0));

        assertThat(found(counter(9, 1))).containsExactly(Kind.RESURRECTED);
        assertThat(found(counter(1, 99))).contains(Kind.RESURRECTED);
    }

    @Test
    void noValueIsReplacedTwice() {
        // Two primaries at once: each acknowledges a swap of its own from the same value.
        acknowledged(new Swap(1, 5, 0, 0));
        acknowledged(new Swap(2, 5, 0, 0));

        assertThat(found(counter(1, 2))).contains(Kind.STALE_ACKNOWLEDGED);
    }

    @Test
    void aReplacementWhoseLoserHadNoAnswerIsAllowed() {
        told(new Swap(1, 5, 0, 0), Outcome.UNKNOWN);
        acknowledged(new Swap(2, 5, 0, 0));

        assertThat(found(counter(1, 2))).isEmpty();
    }

    @Test
    void whatIsAcknowledgedLaterLiesHigher() {
        told(new Swap(1, 5, 2, 9), Outcome.UNKNOWN);
        acknowledged(new Swap(2, 5, 3, 1));
        acknowledged(new Swap(3, 5, 1, 8));

        assertThat(found(counter(4, 2))).containsExactly(Kind.STALE_ACKNOWLEDGED);
    }

    @Test
    void answersOfSwapsThatOverlapMayComeInEitherOrder() {
        history.add(new Entry(new Swap(2, 5, 1, 1), 2, 15, 20, Outcome.ACKNOWLEDGED));
        history.add(new Entry(new Swap(1, 5, 0, 0), 1, 10, 30, Outcome.ACKNOWLEDGED));

        assertThat(found(counter(2, 2))).isEmpty();
    }

    @Test
    void theValueThatIsThereIsOfTheSwapThatWasAcknowledgedForIt() {
        acknowledged(new Swap(1, 5, 0, 0));
        told(new Swap(2, 5, 0, 0), Outcome.UNKNOWN);

        assertThat(found(counter(1, 2))).containsExactly(Kind.LOST);
    }

    @Test
    void aValueThatWasAcknowledgedIsNotFoundToBeAnothers() {
        // The acknowledged one was lost and made again by one without an answer; only the next swap tells.
        acknowledged(new Swap(1, 5, 0, 0));
        told(new Swap(2, 5, 0, 0), Outcome.UNKNOWN);
        acknowledged(new Swap(3, 5, 1, 2));

        assertThat(found(counter(2, 3))).containsExactly(Kind.LOST);
    }

    @Test
    void whatWasOverBeforeIsLookedAtAlsoBehindAHigherValueThatWasNot() {
        history.add(new Entry(new Swap(1, 5, 4, 0), 1, 1, 10, Outcome.ACKNOWLEDGED));
        history.add(new Entry(new Swap(2, 5, 5, 1), 1, 11, 30, Outcome.ACKNOWLEDGED));
        history.add(new Entry(new Swap(3, 5, 2, 7), 2, 20, 40, Outcome.ACKNOWLEDGED));

        assertThat(found(counter(6, 2))).containsExactly(Kind.STALE_ACKNOWLEDGED);
    }

    @Test
    void everyStandbyHasWhatThePrimaryHas() {
        assertThat(Checker.compare(rows(1), "node2", rows(1))).isEmpty();
        assertThat(Checker.compare(rows(1), "node2", rows()))
                .extracting(Finding::kind)
                .containsExactly(Kind.DIVERGED);
    }

    private void acknowledged(Operation operation) {
        told(operation, Outcome.ACKNOWLEDGED);
    }

    private void told(Operation operation, Outcome outcome) {
        history.add(new Entry(operation, 1, ++nanos, ++nanos, outcome));
    }

    private List<Kind> found(FinalState end) {
        return Checker.check(history, end, 2, 100).stream().map(Finding::kind).toList();
    }

    private static FinalState rows(long... ids) {
        return new FinalState(java.util.Arrays.stream(ids).boxed().toList(), List.of(), UNTOUCHED, Map.of());
    }

    private static FinalState bank(List<Long> transfers, Map<Integer, Long> balances) {
        return new FinalState(List.of(), transfers, balances, Map.of());
    }

    private static FinalState counter(long value, long swap) {
        return new FinalState(List.of(), List.of(), UNTOUCHED, Map.of(5, new Counter(value, swap)));
    }
}
