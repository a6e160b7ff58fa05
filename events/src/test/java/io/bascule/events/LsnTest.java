package io.bascule.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {
    @ParameterizedTest
    @ValueSource(strings = {"0/0", "0/16B3748", "16/B374D848", "FFFFFFFF/FFFFFFFF"})
    void isReadAndWrittenInPostgresNotation(String text) {
        assertThat(Lsn.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "1", "1/", "/1", "1/G", "123456789/0", "0/123456789"})
    void refusesWhatIsNoLsnByName(String text) {
        assertThatThrownBy(() -> Lsn.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not an LSN");
    }

    @Test
    void ordersTheHighHalfAsUnsigned() {
        assertThat(Lsn.parse("80000000/0")).isGreaterThan(Lsn.parse("7FFFFFFF/FFFFFFFF"));
    }

    @Test
    void ofALaterTermIsMoreAdvancedWhateverTheLsn() {
        assertThat(new WalPosition(2, Lsn.parse("0/1"))).isGreaterThan(new WalPosition(1, Lsn.parse("9/0")));
    }
}
