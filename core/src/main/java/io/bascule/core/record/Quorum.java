package io.bascule.core.record;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who may have acknowledged a commit: {@code synchronous_standby_names = 'ANY acks (voters)'} (PostgreSQL manual,
 * 19.6.2). The intersection argument is that of Flexible Paxos (Howard, Malkhi, Spiegelman 2016).
 *
 * @param term the term whose primary uses it
 * @param version the record's version that brought it
 * @param voters the standbys that count, sorted, without the primary
 * @param acks how many of them must have a commit on disk; 0 means none is waited for
 */
public record Quorum(long term, long version, List<Instance> voters, int acks) {
    /** A name that no instance can have: with it a commit waits where {@code ''} would not (R8). */
    private static final String NOBODY = "bascule nobody";

    public Quorum {
        voters = voters.stream()
                .distinct()
                .sorted(java.util.Comparator.comparing(Instance::applicationName))
                .toList();
        if (acks < 0) {
            throw new IllegalArgumentException("a quorum cannot wait for " + acks + " acknowledgements");
        }
    }

    /**
     * Whether nothing can be, or ever was, acknowledged under this quorum that is on none of {@code promised}: more
     * than {@code voters − acks} voters have promised.
     */
    public boolean isRevokedBy(Collection<Instance> promised) {
        long listeningNoMore = voters.stream().filter(promised::contains).count();
        return listeningNoMore > voters.size() - acks;
    }

    /** The same voters and acks, whatever the term and version. */
    public boolean sameRule(Quorum other) {
        return acks == other.acks && voters.equals(other.voters);
    }

    /** The value of {@code synchronous_standby_names}. */
    public String standbyNames() {
        if (acks == 0) {
            return "";
        }
        String names = voters.isEmpty()
                ? quoted(NOBODY)
                : voters.stream().map(v -> quoted(v.applicationName())).collect(Collectors.joining(", "));
        return "ANY " + acks + " (" + names + ")";
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    @Override
    public String toString() {
        return "ANY " + acks + " ("
                + voters.stream().map(Instance::applicationName).collect(Collectors.joining(", ")) + ") of term "
                + term;
    }
}
