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
 * R9: a failover that no promises can show to lose nothing, so that an operator says that it may: from a lost primary
 * that stood alone, or in a revocation whose missing voters are gone for good. Wherever promises can still show it, this
 * is refused: a failover comes by itself there, or waits for them.
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
        if (term != record.term()) {
            return Optional.of("it was asked in term " + term + ", and a change of primary has begun since");
        }
        if (standbys(record, members).isEmpty()) {
            return Optional.of("no standby runs that could be promoted: start one, or bring "
                    + record.primary().node() + " back");
        }
        return switch (record.phase()) {
            case STEADY -> refusalWhileSteady(record, members, verdict);
            case REVOKING ->
                outOfReach(record, members).isEmpty()
                        ? Optional.of("the standbys that run are enough to revoke term " + (record.term() - 1)
                                + " without a loss: see in their executors' logs what they wait for")
                        : Optional.empty();
            case DRAINING, PROMOTING -> Optional.of("a change of primary is under way in term " + record.term());
        };
    }

    private static Optional<String> refusalWhileSteady(
            ClusterRecord record, Map<String, MemberState> members, @Nullable Verdict verdict) {
        String primary = record.primary().node();
        if (outOfReach(record, members).isEmpty()) {
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
        return Optional.empty();
    }

    /** The record says that the primary may acknowledge without anybody. */
    private static boolean stoodAlone(ClusterRecord record) {
        return record.quorums().stream().anyMatch(q -> q.acks() == 0);
    }

    /** Of the record's quorums those that the standbys that run cannot revoke, whatever they promise. */
    public static List<Quorum> outOfReach(ClusterRecord record, Map<String, MemberState> members) {
        List<Instance> running = standbys(record, members);
        return record.quorums().stream().filter(q -> !q.isRevokedBy(running)).toList();
    }

    /** The voters that would be needed and do not run. */
    private static List<String> gone(ClusterRecord record, Map<String, MemberState> members) {
        List<Instance> running = standbys(record, members);
        return outOfReach(record, members).stream()
                .flatMap(q -> q.voters().stream())
                .filter(voter -> !running.contains(voter))
                .map(Instance::node)
                .distinct()
                .sorted()
                .toList();
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
                record.phase() == Phase.STEADY ? Transition.SUSPECTED : Transition.LOSS_ACCEPTED,
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

    /** Why nothing fails over by itself, and what would help without a loss. */
    public static String atStake(ClusterRecord record, Map<String, MemberState> members) {
        String primary = record.primary().node();
        return stoodAlone(record)
                ? primary + " stood alone: only its own disk has every commit. Bring it back"
                : "a revocation of " + primary + " needs promises of " + gone(record, members)
                        + ". Bring enough of them or " + primary + " back";
    }

    /** What the operator's consent says: also who is not asked, since it does not run now. */
    public static String consent(ClusterRecord record, Map<String, MemberState> members, String by) {
        List<Instance> asked = standbys(record, members);
        List<String> gone = gone(record, members);
        return by + " accepts that commits which none of "
                + asked.stream().map(Instance::node).toList() + " has are lost"
                + (gone.isEmpty() ? "" : ", though " + gone + " may have them") + ", and that "
                + record.primary().node() + " goes on taking commits to be lost, too, if it still runs";
    }

    /**
     * R8: the old primary that is back in service after such a revocation may still acknowledge by a quorum that the
     * record has given up, or alone, until the one it was given is settled; the consent was to another loss.
     */
    static Optional<Quorum> ofReinstated(ClusterRecord record) {
        return record.decision().cause().equals(Decision.ACCEPTED_LOSS)
                ? Optional.of(new Quorum(record.term(), record.version() + 1, List.of(), 0))
                : Optional.empty();
    }

    /**
     * In place of each quorum that those who run cannot revoke: every standby that runs, so that the most advanced of them
     * all is chosen. After a primary that stood alone, older quorums that waited for standbys stay at first, and are to be
     * revoked like ever; once that has stalled, they go, too.
     */
    static List<Quorum> quorums(ClusterRecord record, Map<String, MemberState> members) {
        boolean onlyTheLone = record.phase() == Phase.STEADY && stoodAlone(record);
        List<Quorum> givenUp = onlyTheLone ? List.of() : outOfReach(record, members);
        List<Quorum> all = new ArrayList<>(record.quorums().stream()
                .filter(q -> q.acks() > 0 && !givenUp.contains(q))
                .toList());
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
