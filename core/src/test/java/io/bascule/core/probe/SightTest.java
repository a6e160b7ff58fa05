package io.bascule.core.probe;

import static io.bascule.core.probe.Outcome.ANSWERED;
import static io.bascule.core.probe.Outcome.CUT_SHORT;
import static io.bascule.core.probe.Outcome.NOT_READY;
import static io.bascule.core.probe.Outcome.REFUSED;
import static io.bascule.core.probe.Outcome.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.events.Probe.Reach;
import org.junit.jupiter.api.Test;

class SightTest {
    private final Sight answering = Sight.unknown(0).after(ANSWERED, 0, 5);

    @Test
    void unknown_until_looked_at() {
        assertThat(Sight.unknown(7).reach()).isEqualTo(Reach.UNKNOWN);
        assertThat(Sight.unknown(7).forMs(10)).isEqualTo(3);
    }

    @Test
    void answering_counts_from_the_first_answer() {
        assertThat(answering.after(ANSWERED, 250, 255).forMs(255)).isEqualTo(250);
    }

    @Test
    void one_connection_ended_and_replaced_is_no_change() {
        Sight again = answering.connectionEnded(100).after(ANSWERED, 101, 104);
        assertThat(again).isEqualTo(answering);
    }

    @Test
    void an_end_and_a_refusal_count_from_the_end() {
        Sight refused = answering.connectionEnded(100).after(REFUSED, 101, 102);
        assertThat(refused.reach()).isEqualTo(Reach.REFUSED);
        assertThat(refused.forMs(400)).isEqualTo(300);
    }

    @Test
    void an_end_and_no_answer_since_is_closed_not_silent() {
        Sight closed = answering.connectionEnded(100).after(TIMED_OUT, 101, 351);
        assertThat(closed.reach()).isEqualTo(Reach.CLOSED);
        assertThat(closed.forMs(400)).isEqualTo(300);
    }

    @Test
    void no_answer_without_an_end_is_silence_from_the_question_on() {
        Sight silent = answering.after(TIMED_OUT, 100, 400);
        assertThat(silent.reach()).isEqualTo(Reach.SILENT);
        assertThat(silent.after(TIMED_OUT, 400, 650).forMs(1100)).isEqualTo(1000);
    }

    @Test
    void ended_once_it_stays_ended_since_then_however_attempts_fail() {
        Sight refused = answering.connectionEnded(100).after(REFUSED, 101, 102);
        Sight closed = refused.after(TIMED_OUT, 350, 600);
        assertThat(closed.reach()).isEqualTo(Reach.CLOSED);
        assertThat(closed.forMs(600)).isEqualTo(500);
        assertThat(closed.after(REFUSED, 700, 701).forMs(701)).isEqualTo(601);
    }

    @Test
    void a_silent_one_that_then_refuses_is_refused_from_then_on() {
        Sight refused = answering.after(TIMED_OUT, 100, 400).after(REFUSED, 500, 501);
        assertThat(refused.reach()).isEqualTo(Reach.REFUSED);
        assertThat(refused.forMs(600)).isEqualTo(100);
    }

    @Test
    void a_login_cut_short_is_an_end() {
        assertThat(answering.after(CUT_SHORT, 100, 101).reach()).isEqualTo(Reach.CLOSED);
    }

    @Test
    void words_from_a_starting_server_are_a_sign_of_life() {
        Sight starting = answering.connectionEnded(100).after(REFUSED, 101, 102).after(NOT_READY, 350, 351);
        assertThat(starting.reach()).isEqualTo(Reach.NOT_READY);
        assertThat(starting.after(TIMED_OUT, 600, 900).reach()).isEqualTo(Reach.SILENT);
    }
}
