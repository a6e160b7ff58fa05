package io.bascule.core.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why the record is as it is.
 *
 * @param id unique, the same through all phases of one change of primary
 * @param cause a reason from the judgement's closed list, or {@code switchover}, {@code bootstrap}, {@code quorum}
 * @param by the election copy that decided, or who asked for it
 * @param from the node that was primary before
 * @param candidate the standby that a switchover asked for, or null for the best one
 * @param evidence what it was judged from, a sentence each
 */
public record Decision(
        String id,
        String cause,
        String by,
        @Nullable String from,
        @Nullable String candidate,
        List<String> evidence) {
    public static final String SWITCHOVER = "switchover";
    public static final String BOOTSTRAP = "bootstrap";

    /** A failover that an operator asked for, with consent to lose rows (R9). */
    public static final String ACCEPTED_LOSS = "ACCEPTED_LOSS";

    /** An operator seated the record above what the nodes have seen (R7). */
    public static final String RESEAT = "reseat";

    public Decision {
        evidence = List.copyOf(evidence);
    }
}
