package io.bascule.lab.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.lab.write.Ledger.Gap;
import io.bascule.lab.write.Ledger.RowId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker itself is checked: with histories that it must pass, and with histories that it must not. */
class LedgerTest {
    private static final RowId A = new RowId(1, 1);
    private static final RowId B = new RowId(1, 2);
    private static final RowId C = new RowId(2, 1);

    private final Ledger ledger = new Ledger();

    @Test
    void whatWasAcknowledgedAndIsThereOnceIsClean() {
        acknowledge(A, 10);
        acknowledge(B, 20);

        Audit audit = ledger.audit(List.of(B, A));

        assertThat(audit.isClean()).isTrue();
        assertThat(audit.acknowledged()).isEqualTo(2);
    }

    @Test
    void anAcknowledgedRowThatIsAbsentIsLost() {
        acknowledge(A, 10);
        acknowledge(B, 20);

        Audit audit = ledger.audit(List.of(A));

        assertThat(audit.isClean()).isFalse();
        assertThat(audit.lost()).containsExactly(B);
    }

    @Test
    void aRowThatIsThereTwiceIsDoubled() {
        acknowledge(A, 10);

        Audit audit = ledger.audit(List.of(A, A));

        assertThat(audit.isClean()).isFalse();
        assertThat(audit.doubled()).containsExactly(A);
        assertThat(audit.lost()).isEmpty();
    }

    @Test
    void anUnsureRowThatIsThereTwiceIsDoubledToo() {
        acknowledge(A, 10);
        ledger.attempt(B);
        ledger.failed(1, 20, "the connection ended");

        assertThat(ledger.audit(List.of(A, B, B)).doubled()).containsExactly(B);
    }

    @Test
    void anUnsureRowMayBeThereOrNot() {
        acknowledge(A, 10);
        ledger.attempt(B);
        ledger.attempt(C);

        Audit audit = ledger.audit(List.of(A, B));

        assertThat(audit.isClean()).isTrue();
        assertThat(audit.unsureButThere()).isEqualTo(1);
    }

    @Test
    void aRowThatNobodySentIsStrange() {
        acknowledge(A, 10);

        Audit audit = ledger.audit(List.of(A, C));

        assertThat(audit.isClean()).isFalse();
        assertThat(audit.strange()).containsExactly(C);
    }

    @Test
    void aRunWithoutAnyAcknowledgementProvesNothing() {
        ledger.attempt(A);

        assertThat(ledger.audit(List.of()).isClean()).isFalse();
    }

    @Test
    void aNameIsNeverUsedTwice() {
        ledger.attempt(A);

        assertThatThrownBy(() -> ledger.attempt(A)).hasMessageContaining("tried before");
    }

    @Test
    void nothingIsAcknowledgedThatWasNotTried() {
        assertThatThrownBy(() -> ledger.acknowledged(A, 10)).hasMessageContaining("never tried");
    }

    @Test
    void theGapIsBetweenAcknowledgementsOfAnyWriters() {
        acknowledge(A, 1_000_000);
        acknowledge(C, 3_000_000);
        acknowledge(B, 10_000_000);

        Gap gap = ledger.longestGap(0);

        assertThat(gap).isEqualTo(new Gap(3_000_000, 10_000_000));
        assertThat(gap.ms()).isEqualTo(7.0);
    }

    @Test
    void aGapThatEndedBeforeTheFaultDoesNotCount() {
        acknowledge(A, 0);
        acknowledge(B, 50_000_000);
        acknowledge(C, 60_000_000);

        assertThat(ledger.longestGap(55_000_000)).isEqualTo(new Gap(50_000_000, 60_000_000));
    }

    @Test
    void withoutTwoAcknowledgementsThereIsNoGap() {
        acknowledge(A, 10);

        assertThatThrownBy(() -> ledger.longestGap(0)).hasMessageContaining("no gap");
    }

    private void acknowledge(RowId row, long atNanos) {
        ledger.attempt(row);
        ledger.acknowledged(row, atNanos);
    }
}
