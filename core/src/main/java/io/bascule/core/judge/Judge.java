package io.bascule.core.judge;

import io.bascule.core.judge.Knowledge.Heard;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Settings;
import io.bascule.events.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether the record's primary serves. A pure function of what is known and of the time; a wrong "lost" costs a pause
 * and some sessions, never a row, so it may be quick, but no single paused monitor, broken link, stopped broker or slow
 * disk suffices. Waiting for synchronous replication is no sign of anything (R11).
 */
public final class Judge {
    /** A monitor tells what it met last with each heartbeat until it has looked again, for which it may be patient. */
    private static final long LOOKS_AGAIN_MS = 4000;

    private final ClusterRecord record;
    private final Map<String, MemberState> members;
    private final Knowledge known;
    private final Settings settings;
    private final long nowMs;
    private final String primary;

    private Judge(
            ClusterRecord record, Map<String, MemberState> members, Knowledge known, Settings settings, long nowMs) {
        this.record = record;
        this.members = members;
        this.known = known;
        this.settings = settings;
        this.nowMs = nowMs;
        this.primary = record.primary().node();
    }

    /** Judges the primary that {@code record} names, at {@code nowMs} on the clock of {@code known}. */
    public static Verdict judge(
            ClusterRecord record, Map<String, MemberState> members, Knowledge known, Settings settings, long nowMs) {
        return new Judge(record, members, known, settings, nowMs).verdict();
    }

    private Verdict verdict() {
        MemberState member = members.get(primary);
        if (member != null && record.primary().equals(member.instance())) {
            if (member.postgres() == MemberState.Postgres.EXITED) {
                return Verdict.of(Reason.POSTMASTER_EXITED, "executor of " + primary + ": its postmaster ended");
            }
            long inRecoveryMs = known.inRecoveryMs(record);
            if (inRecoveryMs >= settings.promoteBoundMs() && anotherStandbyRuns()) {
                return Verdict.of(
                        Reason.IN_RECOVERY, "executor of " + primary + ": in recovery for " + inRecoveryMs + " ms");
            }
        }
        if (known.servedForMs(record, nowMs) < 0) {
            return notSeenYet(member);
        }
        if (known.kafkaIsSilent(nowMs)) {
            return withoutKafka(member);
        }
        Heard heard = known.probes().get(primary);
        long silentMs = known.monitorSilentMs(primary, nowMs);
        if (heard != null && silentMs < settings.nodeGoneMs()) {
            return byItsMonitor(heard.probe().own(), silentMs, member);
        }
        if (known.probesComeAgain(nowMs)) {
            return withoutKafka(member);
        }
        // A whole node starts: its monitor may come up behind its executor. A node that dies leaves no such word for
        // longer than its lease lives.
        return mayStillStart(member, silentMs) ? startingIt() : bySilence(silentMs, member == null);
    }

    /** Where there is none, starting over would only take longer. */
    private boolean anotherStandbyRuns() {
        return members.values().stream()
                .anyMatch(m -> !m.node().equals(primary)
                        && m.postgres() == MemberState.Postgres.RUNNING
                        && m.role() == MemberState.Role.STANDBY);
    }

    private Verdict notSeenYet(@Nullable MemberState member) {
        Heard heard = known.probes().get(primary);
        if (heard != null
                && heard.probe().own().reach() == Probe.Reach.ANSWERS
                && known.monitorSilentMs(primary, nowMs) < Observers.FRESH_MS) {
            return Verdict.of(Reason.ANSWERS, "monitor of " + primary + ": ANSWERS");
        }
        long waitedMs = nowMs - known.sinceMs();
        Observers observers = known.kafkaIsSilent(nowMs) && member == null
                ? Observers.withoutKafka(primary, membership(), members.values(), known, nowMs)
                : Observers.of(primary, membership(), known, nowMs);
        List<String> evidence = new ArrayList<>();
        evidence.add("not seen serving in term " + record.term() + " for " + waitedMs + " ms");
        evidence.addAll(observers.sentences());
        boolean nobodyFindsIt = observers.mostCannotReach(0) || member == null && observers.mostCannotFind();
        boolean gaveUp = waitedMs >= settings.coldStartMs() && nobodyFindsIt;
        return new Verdict(gaveUp ? Reason.NEVER_SEEN : Reason.NOT_SEEN_YET, evidence);
    }

    private Verdict byItsMonitor(Probe.PostgresStatus own, long ageMs, @Nullable MemberState member) {
        long forMs = own.reachForMs() + ageMs;
        String says = "monitor of " + primary + ": " + own.reach() + " for " + forMs + " ms";
        return switch (own.reach()) {
            case ANSWERS ->
                own.writeStalledMs() >= settings.writeStallMs()
                        ? Verdict.of(
                                Reason.WRITES_STALL, "a local write has waited for " + own.writeStalledMs() + " ms")
                        : Verdict.of(Reason.ANSWERS, says);
            case REFUSED -> mayStillStart(member, forMs) ? startingIt() : refused(forMs, says);
            case CLOSED ->
                mayStillStart(member, forMs)
                        ? startingIt()
                        : silent(Math.min(forMs, known.servedForMs(record, nowMs)), says);
            case SILENT -> silent(forMs, says);
            case NOT_READY -> Verdict.of(forMs >= settings.notAnsweringMs() ? Reason.NOT_ANSWERING : Reason.SLOW, says);
            case UNKNOWN -> Verdict.of(Reason.MONITOR_SILENT, says);
        };
    }

    /** What a monitor met before PostgreSQL served, as far as its executor says, is no sign of its being lost since. */
    private Verdict refused(long forMs, String says) {
        long servedForMs = known.servedForMs(record, nowMs);
        boolean isOld = forMs >= servedForMs && servedForMs < LOOKS_AGAIN_MS;
        return Verdict.of(isOld ? Reason.MONITOR_SILENT : Reason.CONNECTION_REFUSED, says);
    }

    /**
     * Accepted and not answered, whether or not a session ended before: on an overloaded machine any login may take that
     * long. A monitor short of processor time gets no answers either: another one that does is believed, unless this copy
     * finds nobody to log in to for as long.
     */
    private Verdict silent(long forMs, String says) {
        Observers observers = Observers.of(primary, membership(), known, nowMs);
        boolean elsewhere = observers.anyMonitorReaches() && !observers.thisCopyCannotReach(settings.notAnsweringMs());
        return Verdict.of(!elsewhere && forMs >= settings.notAnsweringMs() ? Reason.NOT_ANSWERING : Reason.SLOW, says);
    }

    private Verdict startingIt() {
        return Verdict.of(Reason.STARTING, "executor of " + primary + ": starting PostgreSQL");
    }

    private Verdict bySilence(long silentMs, boolean leaseEnded) {
        Observers observers = Observers.of(primary, membership(), known, nowMs);
        List<String> evidence = new ArrayList<>();
        evidence.add("monitor of " + primary + ": silent for " + silentMs + " ms");
        evidence.addAll(observers.sentences());
        return new Verdict(silence(observers, silentMs, leaseEnded), evidence);
    }

    private Reason silence(Observers observers, long silentMs, boolean leaseEnded) {
        // All these ends are older than an answer to this copy's ping would be.
        if (silentMs >= settings.nodeGoneMs()
                && observers.mostSawItEnd(settings.nodeGoneMs(), known.servedForMs(record, nowMs))
                && !known.answeredWithin(settings.nodeGoneMs(), primary, nowMs)) {
            return Reason.NODE_GONE;
        }
        boolean reached = observers.anyReaches();
        boolean serves = observers.anyMonitorReaches() && !leaseEnded;
        long boundMs = silenceBoundMs(reached);
        // A ping that goes unanswered is known as SILENT only after its own bound, hence half.
        if (!serves && silentMs >= boundMs && observers.mostCannotReach(boundMs / 2)) {
            return reached ? Reason.NOT_ANSWERING : Reason.NODE_SILENT;
        }
        if (reached) {
            return Reason.MONITOR_SILENT;
        }
        // After a power cut those who are back first cannot look for one whose address nobody announces any more.
        if (leaseEnded && silentMs >= settings.coldStartMs() && observers.mostCannotFind()) {
            return Reason.NEVER_SEEN;
        }
        return observers.mostCannotReach(0) ? Reason.SUSPICIOUS : Reason.TOO_FEW_OBSERVERS;
    }

    /**
     * Whoever gets an answer shows that it is not cut off, frozen or without power: those who get none may be short of
     * processor time, or behind a broken link. So may this copy, where its own pings take too long to tell (decision 16).
     */
    private long silenceBoundMs(boolean reached) {
        return reached || known.pingsAreLate(primary, nowMs)
                ? Math.max(settings.notAnsweringMs(), settings.nodeSilentMs())
                : settings.nodeSilentMs();
    }

    /** Kafka's silence is a verdict on nobody: the lease in the store and direct looks take its place (R10). */
    private Verdict withoutKafka(@Nullable MemberState member) {
        if (member != null) {
            return Verdict.of(Reason.KAFKA_SILENT, "executor of " + primary + ": its lease lives");
        }
        Observers observers = Observers.withoutKafka(primary, membership(), members.values(), known, nowMs);
        List<String> evidence = new ArrayList<>();
        evidence.add("executor of " + primary + ": its lease ended");
        evidence.addAll(observers.sentences());
        boolean lost = observers.mostCannotReach(settings.nodeSilentMs() / 2)
                && !known.answeredWithin(Observers.FRESH_MS, primary, nowMs);
        return new Verdict(lost ? Reason.NODE_SILENT : Reason.TOO_FEW_OBSERVERS, evidence);
    }

    private boolean mayStillStart(@Nullable MemberState member, long forMs) {
        return isStarting(member) && forMs < settings.coldStartMs();
    }

    private boolean isStarting(@Nullable MemberState member) {
        return member != null
                && record.primary().equals(member.instance())
                && switch (member.postgres()) {
                    // Stopped cleanly: a switchover was given up, and its executor is about to start it.
                    case STARTING, BUSY, STOPPED, STOPPED_CLEANLY -> true;
                    case EMPTY, RUNNING, EXITED -> false;
                };
    }

    /** Everybody who belongs to the cluster, present or not. */
    private Set<String> membership() {
        Set<String> nodes = new TreeSet<>(members.keySet());
        nodes.add(primary);
        record.quorums().forEach(quorum -> quorum.voters().forEach(voter -> nodes.add(voter.node())));
        return nodes;
    }
}
