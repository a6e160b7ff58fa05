package io.bascule.core.judge;

import java.util.List;

/**
 * A judgement on the primary of one term.
 *
 * @param evidence what it rests on, a sentence each, for people
 */
public record Verdict(Reason reason, List<String> evidence) {
    public Verdict {
        evidence = List.copyOf(evidence);
    }

    static Verdict of(Reason reason, String... evidence) {
        return new Verdict(reason, List.of(evidence));
    }

    public boolean isLost() {
        return reason.kind() == Reason.Kind.LOST;
    }
}
