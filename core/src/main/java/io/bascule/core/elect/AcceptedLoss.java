package io.bascule.core.elect;

import io.bascule.core.judge.Verdict;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
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
 * that stood alone, or without voters that do not promise. Wherever promises can still show it, this is refused: a
 * failover comes by itself there, or the primary is reinstated.
 */
public final class AcceptedLoss {
    private final ClusterRecord record;
    private final Map<String, MemberState> members;

    /** Whose WAL there is to choose from: who runs, and in a revocation has promised. */
    private final List<Instance> left;

    public AcceptedLoss(ClusterRecord record, Map<String, MemberState> members, List<Promise> promises) {
        this.record = record;
        this.members = members;
        this.left = members.values().stream()
                .filter(m -> !record.hasPrimary(m.node()))
                .filter(m -> m.role() == Role.STANDBY && m.postgres() == Postgres.RUNNING)
                .flatMap(m -> Optional.ofNullable(m.instance()).stream())
                .filter(i -> record.phase() != Phase.REVOKING
                        || promises.stream()
                                .anyMatch(p -> p.term() == record.term()
                                        && p.instance().equals(i)))
                .toList();
    }

    /**
     * Why it cannot be begun now, or nothing.
     *
     * @param term the term in which it was asked for
     */
    public Optional<String> refusal(@Nullable Verdict verdict, long term) {
        String primary = record.primary().node();
        if (term != record.term()) {
            return Optional.of("it was asked in term " + term + ", and a change of primary has begun since");
        }
        if (record.phase() == Phase.DRAINING || record.phase() == Phase.PROMOTING) {
            return Optional.of("a change of primary is under way in term " + record.term());
        }
        if (outOfReach().isEmpty()) {
            return Optional.of(primary + " did not stand alone, so no row need be given up: a failover comes by itself"
                    + " as soon as enough standbys promise");
        }
        if (left.isEmpty()) {
            return Optional.of("no standby "
                    + (record.phase() == Phase.REVOKING ? "has promised" : "runs")
                    + " that could be promoted: start one, or bring " + primary + " back");
        }
        return record.phase() == Phase.STEADY ? refusalWhileSteady(verdict) : refusalWhileRevoking();
    }

    private Optional<String> refusalWhileSteady(@Nullable Verdict verdict) {
        String primary = record.primary().node();
        if (verdict == null) {
            return Optional.of("there is no judgement yet: try again in a moment");
        }
        // One that does not even announce itself is lost by the operator's word: too few may be there to judge it.
        boolean away = !members.containsKey(primary) && verdict.reason().mayBeAway();
        return verdict.isLost() || away
                ? Optional.empty()
                : Optional.of(
                        primary + " is not judged lost (" + verdict.reason() + "): use a switchover, or stop it first");
    }

    /** With its disk there, it promises or is reinstated, and nothing is lost by that. */
    private Optional<String> refusalWhileRevoking() {
        MemberState primary = members.get(record.primary().node());
        return primary != null && record.primary().equals(primary.instance()) && primary.postgres() != Postgres.EMPTY
                ? Optional.of(primary.node() + " is there with its disk: it promises or is reinstated without a loss;"
                        + " stop its node if it cannot")
                : Optional.empty();
    }

    /** The record says that the primary may acknowledge without anybody. */
    static boolean stoodAlone(ClusterRecord record) {
        return record.quorums().stream().anyMatch(q -> q.acks() == 0);
    }

    /** Of the record's quorums those that nobody who is left can revoke. */
    private List<Quorum> outOfReach() {
        return record.quorums().stream().filter(q -> !q.isRevokedBy(left)).toList();
    }

    /** The voters that would be needed. */
    private List<String> gone() {
        return outOfReach().stream()
                .flatMap(q -> q.voters().stream())
                .filter(voter -> !left.contains(voter))
                .map(Instance::node)
                .distinct()
                .sorted()
                .toList();
    }

    static Step next(View view, SwitchoverRequest request) {
        ClusterRecord record = view.record();
        var loss = new AcceptedLoss(record, view.members(), view.promises());
        Optional<String> refusal = loss.refusal(view.verdict(), request.term());
        if (refusal.isPresent()) {
            return new Step.Refuse(request, refusal.get());
        }
        String primary = record.primary().node();
        String consent = loss.consent(request.requestedBy());
        List<String> evidence = new ArrayList<>(view.verdict().evidence());
        evidence.add(consent);
        var next = new ClusterRecord(
                record.cluster(),
                record.systemIdentifier(),
                record.version() + 1,
                record.term() + 1,
                Phase.REVOKING,
                record.primary(),
                loss.quorums(),
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
    public String atStake() {
        String primary = record.primary().node();
        return stoodAlone(record)
                ? primary + " stood alone: only its own disk has every commit. Bring it back"
                : "a revocation of " + primary + " needs promises of " + gone() + ". Bring enough of them or " + primary
                        + " back";
    }

    /** What the operator's consent says. */
    public String consent(String by) {
        List<String> gone = gone();
        return by + " accepts that commits which none of "
                + left.stream().map(Instance::node).toList() + " has are lost"
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

    /** In place of each quorum that is out of reach: all who are left, so that the most advanced of them is chosen. */
    private List<Quorum> quorums() {
        List<Quorum> givenUp = outOfReach();
        List<Quorum> all = new ArrayList<>(
                record.quorums().stream().filter(q -> !givenUp.contains(q)).toList());
        all.add(new Quorum(record.term(), record.version() + 1, left, 1));
        return all;
    }
}
