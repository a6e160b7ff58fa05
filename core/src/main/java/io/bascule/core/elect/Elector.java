package io.bascule.core.elect;

import io.bascule.core.judge.Reason;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent;
import io.bascule.events.WalPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the record should become next. Any copy may take any step at any time: all that a change of primary needs
 * stands in the record, the promises and the members, so that a copy which dies is followed by another.
 */
public final class Elector {
    private final View view;
    private final ClusterRecord record;

    private Elector(View view) {
        this.view = view;
        this.record = view.record();
    }

    /** The next step from what {@code view} holds. */
    public static Step next(View view) {
        var elector = new Elector(view);
        Optional<String> older = elector.storeCameBackOlder();
        if (older.isPresent()) {
            return elector.pageFor(older.get(), Reseat.WAY_OUT);
        }
        return switch (view.record().phase()) {
            case STEADY -> elector.steady();
            case DRAINING -> elector.draining();
            case REVOKING -> elector.revoking();
            case PROMOTING -> elector.promoting();
        };
    }

    /** R7: a store that shows less than a node has seen blocks failover, not service. */
    private Optional<String> storeCameBackOlder() {
        // The nodes that know better may not have announced themselves to it yet.
        return Reseat.storeCameBackOlder(record, view.etcdClusterId(), view.members(), view.seenHere(), view.me());
    }

    // ---------------------------------------------------------------- STEADY

    private Step steady() {
        SwitchoverRequest request = view.switchover();
        if (request != null && request.acceptsLoss()) {
            return AcceptedLoss.next(view, request);
        }
        if (view.verdict().isLost()) {
            return view.settings().paused() && !isToComeBack() ? lostWhilePaused(request) : suspect();
        }
        // R11: pausing stops what the election decides by itself, not what an operator asks for.
        return request == null ? maintain() : switchover(request);
    }

    private Step lostWhilePaused(@Nullable SwitchoverRequest request) {
        String why = "automation is paused, and the primary " + record.primary().node() + " is judged lost";
        return request == null
                ? pageFor(why, "resume it, PUT /settings {\"paused\": false}, and a failover follows")
                : new Step.Refuse(request, why + ": resume automation, and a failover follows");
    }

    /**
     * Zero acks: no set of promises could show that nothing is lost (R8, R9). One that stays in recovery is there, and its
     * own promise shows it.
     */
    private boolean isToComeBack() {
        return AcceptedLoss.stoodAlone(record) && view.verdict().reason() != Reason.IN_RECOVERY;
    }

    private Step suspect() {
        if (isToComeBack()) {
            String why = "the primary is judged lost, but it stood alone: only its own disk has every commit";
            return pageFor(
                    why, "bring " + record.primary().node() + " back, or accept the loss: ./bascule help failover");
        }
        return revoke(Transition.SUSPECTED, view.verdict().reason().name());
    }

    /** R11: the promises asked for are those of the next term; what was decided from goes into the decision. */
    private Step revoke(Transition transition, String cause) {
        boolean planned = transition == Transition.DRAINED;
        Decision decision = planned
                ? record.decision()
                : new Decision(
                        view.newId(),
                        cause,
                        view.me(),
                        record.primary().node(),
                        null,
                        view.verdict().evidence());
        List<StoryEvent> story = new ArrayList<>();
        if (!planned) {
            story.add(new StoryEvent.PrimarySuspected(
                    record.cluster(), record.term(), record.primary().node(), cause, decision.evidence()));
        }
        story.add(new StoryEvent.RevocationStarted(
                record.cluster(), record.term() + 1, record.primary().node(), cause));
        return change(transition, next(record.term() + 1, Phase.REVOKING, record.primary(), decision), cause, story);
    }

    private Step switchover(SwitchoverRequest request) {
        String candidate = request.candidate();
        Optional<String> refusal = request.term() != record.term()
                ? Optional.of("it was asked in term " + request.term() + ", and a failover has overtaken it")
                : Switchover.refusal(record, view.members(), candidate);
        if (refusal.isPresent()) {
            return new Step.Refuse(request, refusal.get());
        }
        if (record.quorums().size() > 1) {
            return maintain();
        }
        Decision decision = new Decision(
                request.id(),
                Decision.SWITCHOVER,
                request.requestedBy(),
                record.primary().node(),
                candidate,
                List.of("asked for by " + request.requestedBy()));
        return new Step.Change(
                Transition.SWITCHOVER_ASKED,
                next(record.term(), Phase.DRAINING, record.primary(), decision),
                "a switchover was asked for by " + request.requestedBy(),
                List.of(new StoryEvent.SwitchoverStarted(
                        record.cluster(), record.term(), record.primary().node(), candidate, request.requestedBy())),
                false,
                true);
    }

    private Step maintain() {
        Optional<MemberState> primary = view.member(record.primary());
        if (primary.isEmpty()) {
            return awayAndNotJudged();
        }
        if (record.quorums().size() > 1 && isSettled(primary.get())) {
            return quorums(Transition.QUORUM_DROPPED, List.of(record.quorum()), "the newest quorum is settled");
        }
        return Voters.improved(view, primary.get())
                .map(better -> {
                    List<Quorum> all = new ArrayList<>(record.quorums());
                    all.add(better);
                    return quorums(Transition.QUORUM_ADDED, all, "use " + better);
                })
                .orElseGet(() -> stay("the primary serves"));
    }

    /** With most of the nodes gone nobody can tell whether the primary is: that is not decided, and not kept quiet. */
    private Step awayAndNotJudged() {
        String node = record.primary().node();
        boolean forLong = view.known().monitorSilentMs(node, view.nowMs())
                >= view.settings().coldStartMs();
        return forLong && view.verdict().reason().mayBeAway()
                ? pageFor(
                        "the primary " + node + " is away, and too few nodes are there to judge it",
                        "bring " + node + " or other nodes back, or accept the loss: ./bascule help failover")
                : stay("the primary's executor is away: quorums stay as they are");
    }

    /** R1, R2: applied, the flush LSN read after that, and the quorum's acks flushed past it. */
    private boolean isSettled(MemberState primary) {
        return primary.writableInTerm() == record.term()
                && primary.settledQuorum() == record.quorum().version();
    }

    private Step quorums(Transition transition, List<Quorum> quorums, String why) {
        var next = new ClusterRecord(
                record.cluster(),
                record.systemIdentifier(),
                record.version() + 1,
                record.term(),
                record.phase(),
                record.primary(),
                quorums,
                record.timelines(),
                record.decision());
        var event = new StoryEvent.QuorumsChanged(
                record.cluster(),
                record.term(),
                next.version(),
                quorums.stream().map(Quorum::toString).toList(),
                why);
        return change(transition, next, why, List.of(event));
    }

    // -------------------------------------------------------------- DRAINING

    private Step draining() {
        Optional<MemberState> primary = view.member(record.primary());
        Lsn shutdown = primary.filter(p -> p.postgres() == Postgres.STOPPED_CLEANLY)
                .map(MemberState::shutdownLsn)
                .orElse(null);
        if (shutdown != null && Switchover.candidateHas(view, shutdown)) {
            return revoke(Transition.DRAINED, Decision.SWITCHOVER);
        }
        if (primary.filter(p -> p.postgres() == Postgres.STOPPED).isPresent()) {
            // Not cleanly, or it would say so: it has nothing more to hand over.
            return revoke(Transition.LOST_WHILE_DRAINING, "STOPPED_UNCLEANLY");
        }
        switch (view.verdict().reason()) {
            case POSTMASTER_EXITED, NODE_GONE, NODE_SILENT -> {
                return revoke(
                        Transition.LOST_WHILE_DRAINING, view.verdict().reason().name());
            }
            default -> {
                // A primary that is stopping does not answer, as it should.
            }
        }
        if (view.phaseAgeMs() < view.settings().drainBoundMs()) {
            return stay(shutdown == null ? "the primary is stopping" : "the candidate lacks the shutdown checkpoint");
        }
        String why = "the switchover was given up: not drained within "
                + view.settings().drainBoundMs() + " ms";
        return change(
                Transition.DRAIN_ABANDONED,
                next(record.term(), Phase.STEADY, record.primary(), record.decision()),
                why,
                List.of(new StoryEvent.PrimaryReinstated(
                        record.cluster(), record.term(), record.primary().node(), why)));
    }

    // -------------------------------------------------------------- REVOKING

    private Step revoking() {
        Optional<Promise> winner = Winner.of(view);
        if (winner.isPresent() && !Switchover.waitsForCandidate(view, winner.get())) {
            Promise best = winner.get();
            Quorum quorum = Voters.ofCandidate(best.instance(), view, record.term(), record.version() + 1);
            return promote(
                    Transition.ELECTED, best.instance(), best.position(), best.timeline(), quorum, "the most advanced");
        }
        List<String> missing = Winner.missing(record, view.standingPromises());
        if (view.phaseAgeMs() < view.settings().revokeBoundMs()) {
            return stay("waiting for promises of " + missing);
        }
        SwitchoverRequest request = view.switchover();
        if (request != null && request.acceptsLoss()) {
            return AcceptedLoss.next(view, request);
        }
        if (request != null) {
            // It would stand in the way of an operator's consent.
            return new Step.Refuse(request, "a failover has overtaken it");
        }
        return view.member(record.primary())
                .filter(this::canBeReinstated)
                .<Step>map(old -> promote(
                        Transition.REINSTATED,
                        record.primary(),
                        old.position(),
                        old.postgres() == Postgres.RUNNING ? old.timeline() : 0,
                        Voters.ofReinstated(view, old),
                        "too few promises within " + view.settings().revokeBoundMs() + " ms"))
                .orElseGet(() -> stalled(missing));
    }

    /**
     * R6: its executor answers with an intact disk, and nothing promised is ahead of it. It has seen that it is to be
     * revoked: until then it may be promoted once more for its old term, and be on another timeline than it said. And it
     * says where its WAL ends: else the record would forget all timelines, and everybody be cloned.
     */
    private boolean canBeReinstated(MemberState old) {
        return old.role() == MemberState.Role.PRIMARY
                && old.postgres() != Postgres.BUSY
                && old.postgres() != Postgres.EMPTY
                && old.seen().term() >= record.term()
                && !old.position().equals(WalPosition.NONE)
                && view.standingPromises().stream().allMatch(p -> p.position().compareTo(old.position()) <= 0);
    }

    /** R11: it goes on waiting, and pages. */
    private Step stalled(List<String> missing) {
        String why = missing.isEmpty()
                ? "no promise can show what " + record.primary().node() + " acknowledged alone"
                : "the revocation lacks promises of " + missing;
        return new Step.Stay(
                why,
                new StoryEvent.RevocationStalled(
                        record.cluster(),
                        record.term(),
                        missing,
                        why + "; bring " + (missing.isEmpty() ? "" : "one of them or ")
                                + record.primary().node()
                                + " back, or accept the loss: ./bascule help failover"));
    }

    private Step promote(
            Transition transition, Instance candidate, WalPosition position, int timeline, Quorum quorum, String why) {
        List<Quorum> all = new ArrayList<>(record.quorums());
        if (transition == Transition.REINSTATED) {
            AcceptedLoss.ofReinstated(record).ifPresent(all::add);
        }
        all.add(quorum);
        var next = new ClusterRecord(
                record.cluster(),
                record.systemIdentifier(),
                record.version() + 1,
                record.term(),
                Phase.PROMOTING,
                candidate,
                all,
                History.upTo(position, timeline, record.timelines()),
                record.decision());
        SwitchoverRequest request = view.switchover();
        return new Step.Change(
                transition,
                next,
                why,
                List.of(new StoryEvent.PromotionOrdered(
                        record.cluster(), record.term(), candidate.node(), position, why)),
                false,
                // A consent that is not needed any more is not kept for another primary.
                request != null && request.acceptsLoss());
    }

    // ------------------------------------------------------------- PROMOTING

    private Step promoting() {
        Optional<MemberState> writable = view.member(record.primary()).filter(m -> m.writableInTerm() == record.term());
        if (writable.isPresent()) {
            return open(writable.get());
        }
        boolean exited = view.member(record.primary())
                .filter(m -> m.postgres() == Postgres.EXITED)
                // A stopped primary that was elected is started only now: its exit is that of the term before.
                .filter(m -> m.role() != MemberState.Role.PRIMARY || m.primaryTerm() == record.term())
                .isPresent();
        if (exited || view.phaseAgeMs() >= view.settings().promoteBoundMs()) {
            return revoke(Transition.CANDIDATE_LOST, exited ? "POSTMASTER_EXITED" : "PROMOTION_TOO_SLOW");
        }
        return stay(record.primary().node() + " is being promoted");
    }

    private Step open(MemberState primary) {
        var next = new ClusterRecord(
                record.cluster(),
                record.systemIdentifier(),
                record.version() + 1,
                record.term(),
                Phase.STEADY,
                record.primary(),
                record.quorums(),
                History.with(primary, view),
                record.decision());
        String why = primary.node() + " is writable on timeline " + primary.timeline();
        List<StoryEvent> story = new ArrayList<>();
        if (Objects.equals(record.decision().from(), primary.node())) {
            story.add(new StoryEvent.PrimaryReinstated(record.cluster(), record.term(), primary.node(), why));
        }
        story.add(new StoryEvent.PrimarySteady(record.cluster(), record.term(), primary.node(), primary.timeline()));
        return new Step.Change(Transition.OPENED, next, why, story, true, false);
    }

    // ---------------------------------------------------------------- shared

    private ClusterRecord next(long term, Phase phase, Instance primary, Decision decision) {
        return new ClusterRecord(
                record.cluster(),
                record.systemIdentifier(),
                record.version() + 1,
                term,
                phase,
                primary,
                record.quorums(),
                record.timelines(),
                decision);
    }

    private Step pageFor(String why, String wayOut) {
        return new Step.Stay(why, new StoryEvent.FailoverBlocked(record.cluster(), record.term(), why, wayOut));
    }

    private static Step stay(String why) {
        return new Step.Stay(why);
    }

    private static Step change(Transition transition, ClusterRecord next, String why, List<StoryEvent> story) {
        boolean finished = transition == Transition.DRAIN_ABANDONED;
        return new Step.Change(transition, next, why, story, finished, false);
    }
}
