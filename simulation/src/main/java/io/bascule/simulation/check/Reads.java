package io.bascule.simulation.check;

import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What clients were shown, against what was acknowledged, which has an order: by the term, and in a term as it was
 * committed. Whoever readers are sent to shows a beginning of that. A primary shows all up to its own term: what one that
 * was replaced lacks came later. What was never acknowledged may be shown, and be gone again.
 */
public final class Reads {
    private final NavigableMap<Long, BitSet> acknowledged = new TreeMap<>();
    private final BitSet all = new BitSet();
    private final BitSet lacks = new BitSet();
    private long made;
    private long behind;
    private long stale;

    void acknowledged(long term, int commit) {
        all.set(commit);
        acknowledged.computeIfAbsent(term, t -> new BitSet()).set(commit);
    }

    void acceptLoss(BitSet kept) {
        all.and(kept);
        acknowledged.values().forEach(each -> each.and(kept));
    }

    public long made() {
        return made;
    }

    /** How many on standbys lacked something that was acknowledged. */
    public long behind() {
        return behind;
    }

    /** How many on lost primaries did. */
    public long stale() {
        return stale;
    }

    /**
     * @param primaryOfTerm 0 on a standby
     * @param sentThere whether the router sends readers there; of any other standby nothing is promised
     */
    void read(String node, long primaryOfTerm, boolean sentThere, BitSet shown) {
        made++;
        lacks.clear();
        lacks.or(all);
        lacks.andNot(shown);
        if (lacks.isEmpty()) {
            return;
        }
        if (primaryOfTerm == 0) {
            behind++;
        } else {
            stale++;
        }
        if (primaryOfTerm == 0 && !sentThere) {
            return;
        }
        boolean ended = false;
        for (Map.Entry<Long, BitSet> each : acknowledged.entrySet()) {
            long term = each.getKey();
            BitSet ofTerm = each.getValue();
            for (int c = ofTerm.nextSetBit(0); c >= 0; c = ofTerm.nextSetBit(c + 1)) {
                boolean has = shown.get(c);
                if (has ? ended : term <= primaryOfTerm) {
                    throw new Violation(
                            Invariant.READS_ARE_A_PREFIX,
                            node + (primaryOfTerm == 0 ? ", a standby," : ", primary of term " + primaryOfTerm + ",")
                                    + (has ? " shows commit " : " lacks commit ") + c + " of term " + term
                                    + ", and of all that was acknowledged " + lacks + " are not shown");
                }
                ended |= !has;
            }
        }
    }
}
