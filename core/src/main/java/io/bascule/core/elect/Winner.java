package io.bascule.core.elect;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Settings;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Who is to be primary: the most advanced of those whose promises revoke every quorum. */
final class Winner {
    private Winner() {}

    /** The promise of the node to promote, or nothing while the promises do not suffice. */
    static Optional<Promise> of(View view) {
        List<Promise> standing = view.standingPromises();
        List<Promise> standbys =
                standing.stream().filter(p -> p.primaryOfTerm() == 0).toList();
        // A stopped primary's promise helps only where the standbys' do not suffice: restarting it takes longer.
        return among(standbys, view).or(() -> among(standing, view));
    }

    private static Optional<Promise> among(List<Promise> promises, View view) {
        if (!view.record().quorums().stream().allMatch(quorum -> isRevoked(quorum, promises, view.record()))) {
            return Optional.empty();
        }
        // Only a node that can be promoted may win, but a lost one that is ahead must not be passed over: view
        // counts no promise of a node that is away, so what is left satisfies the quorums without it.
        return promises.stream().max(preference(view)).filter(best -> canPromote(best, view));
    }

    /**
     * R1: promises of voters, or the intact disk of a former primary for its own term and earlier ones. The one that the
     * record names was primary, or chosen to be, until this revocation, whether or not its node has seen that: it has all
     * that was acknowledged before it was chosen, and nobody else could acknowledge since.
     */
    static boolean isRevoked(Quorum quorum, Collection<Promise> promises, ClusterRecord record) {
        boolean byPrimary = promises.stream()
                .anyMatch(p -> p.instance().equals(record.primary())
                        || p.primaryOfTerm() > 0 && quorum.term() <= p.primaryOfTerm());
        return byPrimary
                || quorum.isRevokedBy(promises.stream().map(Promise::instance).toList());
    }

    /** The voters whose promises are missing, for people. */
    static List<String> missing(ClusterRecord record, List<Promise> promises) {
        return record.quorums().stream()
                .filter(quorum -> !isRevoked(quorum, promises, record))
                .flatMap(quorum -> quorum.voters().stream())
                .filter(voter -> promises.stream().noneMatch(p -> p.instance().equals(voter)))
                .map(Instance::node)
                .distinct()
                .sorted()
                .toList();
    }

    private static Comparator<Promise> preference(View view) {
        Settings settings = view.settings();
        String asked = view.record().decision().candidate();
        return Comparator.comparing(Promise::position)
                .thenComparing(p -> p.primaryOfTerm() == 0)
                .thenComparing(p -> Objects.equals(p.instance().node(), asked))
                .thenComparing(p -> settings.priorityOf(p.instance().node()))
                // The rest only makes the choice the same for everybody: the first name wins.
                .thenComparing(p -> p.instance().node(), Comparator.reverseOrder());
    }

    private static boolean canPromote(Promise promise, View view) {
        return view.member(promise.instance())
                .filter(m -> promise.primaryOfTerm() > 0
                        || m.postgres() == MemberState.Postgres.RUNNING && m.role() == MemberState.Role.STANDBY)
                .isPresent();
    }
}
