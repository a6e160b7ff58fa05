package io.bascule.core.elect;

import io.bascule.core.judge.Reason;
import io.bascule.core.judge.Verdict;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.events.StoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * R9: a failover from a lost primary that stood alone. No promise could show that nothing is lost, so an operator says
 * that it may be. Wherever promises can show it, this is refused: a failover comes by itself there, or waits for them.
 */
public final class AcceptedLoss {
    private AcceptedLoss() {}

    /**
     * Why it cannot be begun now, or nothing.
     *
     * @param term the term in which it was asked for
     */
    public static Optional<String> refusal(
            ClusterRecord record, Map<String, MemberState> members, @Nullable Verdict verdict, long term) {
        String primary = record.primary().node();
        if (term != record.term()) {
            return Optional.of("it was asked in term " + term + ", and the primary has changed since");
        }
        if (record.phase() != Phase.STEADY) {
            return Optional.of("a change of primary is under way in term " + record.term());
        }
        if (record.quorums().stream().noneMatch(q -> q.acks() == 0)) {
            return Optional.of(primary + " did not stand alone, so no row need be given up: a failover comes by itself"
                    + " as soon as enough standbys promise");
        }
        if (verdict == null) {
            return Optional.of("there is no judgement yet: try again in a moment");
        }
        // One that does not even announce itself is lost by the operator's word: too few may be there to judge it.
        boolean away = !members.containsKey(primary) && verdict.reason().kind() != Reason.Kind.SERVES;
        if (!verdict.isLost() && !away) {
            return Optional.of(
                    primary + " is not judged lost (" + verdict.reason() + "): use a switchover, or stop it first");
        }
        return standbys(record, members).isEmpty()
                ? Optional.of("no standby runs that could be promoted: start one, or bring " + primary + " back")
                : Optional.empty();
    }

    static Step next(View view, SwitchoverRequest request) {
        ClusterRecord record = view.record();
        Optional<String> refusal = refusal(record, view.members(), view.verdict(), request.term());
        if (refusal.isPresent()) {
            return new Step.Refuse(request, refusal.get());
        }
        String primary = record.primary().node();
        String consent = consent(record, view.members(), request.requestedBy());
        List<String> evidence = new ArrayList<>(view.verdict().evidence());
        evidence.add(consent);
        var next = new ClusterRecord(
                record.cluster(),
                record.systemIdentifier(),
                record.version() + 1,
                record.term() + 1,
                Phase.REVOKING,
                record.primary(),
                quorums(record, view.members()),
                record.timelines(),
                new Decision(request.id(), Decision.ACCEPTED_LOSS, request.requestedBy(), primary, null, evidence));
        return new Step.Change(
                Transition.SUSPECTED,
                next,
                consent,
                List.of(
                        new StoryEvent.PrimarySuspected(
                                record.cluster(), record.term(), primary, Decision.ACCEPTED_LOSS, evidence),
                        new StoryEvent.RevocationStarted(
                                record.cluster(), next.term(), primary, Decision.ACCEPTED_LOSS)),
                false,
                true);
    }

    /** What the operator's consent says: also who is not asked, since it does not run now. */
    public static String consent(ClusterRecord record, Map<String, MemberState> members, String by) {
        List<String> asked =
                standbys(record, members).stream().map(Instance::node).toList();
        return by + " accepts that commits which none of " + asked + " has are lost, and that "
                + record.primary().node() + " goes on taking commits to be lost, too, if it still runs";
    }

    /**
     * R8: the old primary that is back in service after such a revocation may still acknowledge alone, until the quorum
     * it was given is settled; that is on nobody else's disk, and the consent was to another loss.
     */
    static Optional<Quorum> ofReinstated(ClusterRecord record) {
        return record.decision().cause().equals(Decision.ACCEPTED_LOSS)
                ? Optional.of(new Quorum(record.term(), record.version() + 1, List.of(), 0))
                : Optional.empty();
    }

    /**
     * In place of each quorum that nobody can revoke: every standby that runs, so that the most advanced of them all is
     * chosen. Quorums that wait for standbys stay and are to be revoked like ever.
     */
    static List<Quorum> quorums(ClusterRecord record, Map<String, MemberState> members) {
        List<Quorum> all = new ArrayList<>(
                record.quorums().stream().filter(q -> q.acks() > 0).toList());
        all.add(new Quorum(record.term(), record.version() + 1, standbys(record, members), 1));
        return all;
    }

    private static List<Instance> standbys(ClusterRecord record, Map<String, MemberState> members) {
        return members.values().stream()
                .filter(m -> !record.hasPrimary(m.node()))
                .filter(m -> m.role() == Role.STANDBY && m.postgres() == Postgres.RUNNING)
                .flatMap(m -> Optional.ofNullable(m.instance()).stream())
                .toList();
    }
}
