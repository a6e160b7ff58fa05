package io.bascule.core.judge;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.events.Probe;
import io.bascule.events.Probe.Reach;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one election copy knows, with the time on its own monotonic clock at which it learnt it. Immutable; every
 * method that learns something returns what is known afterwards. All times are milliseconds.
 *
 * @param sinceMs when this copy began to listen, or went on after a pause of its own
 * @param probesSinceMs when probes last came again after Kafka had been silent
 * @param probes the newest probe of each node
 * @param sights what this copy's own pings of each node came to
 * @param served the primary last seen serving, or null
 * @param recovering the record's primary, while it answers as a standby, or null
 * @param word the primary's newest announcement, or null
 */
public record Knowledge(
        long sinceMs,
        long probesSinceMs,
        Map<String, Heard> probes,
        Map<String, Sight> sights,
        @Nullable Served served,
        @Nullable Recovering recovering,
        @Nullable Word word) {

    /** A probe and when it arrived. */
    public record Heard(Probe probe, long atMs) {}

    /** What a ping came to, since when, and when it was last confirmed. */
    public record Sight(Reach reach, long sinceMs, long atMs) {}

    /**
     * An instance that served as primary in a term.
     *
     * @param sinceMs when it last began to, by its announcements; what was seen before that says nothing of it
     * @param said the newest of them, or null where this copy may have missed one
     */
    public record Served(
            Instance primary,
            long term,
            long sinceMs,
            @Nullable MemberState said) {
        boolean isOf(ClusterRecord record) {
            return primary.equals(record.primary()) && term == record.term();
        }
    }

    /**
     * An instance that was to be primary in a term and was seen in recovery instead.
     *
     * @param forMs for how long, by looks
     * @param atMs the last of them
     */
    public record Recovering(Instance primary, long term, long forMs, long atMs) {}

    /** An announcement and when it was first seen. */
    public record Word(MemberState said, long atMs) {}

    /** With no probe from anybody for this long, Kafka is silent: four heartbeats. */
    private static final long KAFKA_SILENT_MS = 1000;

    /** And for so long after the first that comes again: the others are on their way. Two heartbeats. */
    private static final long PROBES_COME_MS = 500;

    /** A ping waits half of this at most, and the next begins a quarter of it later. */
    private static final long PING_LATE_MS = 1000;

    /** No look counts for more: while the store did not answer, nobody could have been promoted either. */
    private static final long LOOK_MOST_MS = 500;

    /** An announcement that is older may be the last; it was there up to a look's 50 ms before it was seen. */
    private static final long LATELY_MS = 450;

    public Knowledge {
        probes = Map.copyOf(probes);
        sights = Map.copyOf(sights);
    }

    public static Knowledge startingAt(long nowMs) {
        return new Knowledge(nowMs, nowMs - PROBES_COME_MS, Map.of(), Map.of(), null, null, null);
    }

    /**
     * A probe arrived; one that is older than the newest of the same monitor is ignored. What arrived while this copy did
     * not run counts as arriving when it went on.
     */
    public Knowledge heard(Probe probe, long nowMs) {
        Heard last = probes.get(probe.node());
        if (last != null
                && last.probe().incarnation().equals(probe.incarnation())
                && last.probe().sequence() >= probe.sequence()) {
            return this;
        }
        long atMs = Math.max(nowMs, sinceMs);
        return new Knowledge(
                sinceMs,
                allSilentMs(atMs) >= KAFKA_SILENT_MS ? atMs : probesSinceMs,
                with(probes, probe.node(), new Heard(probe, atMs)),
                sights,
                served,
                recovering,
                word);
    }

    /** Whether {@code probe} may change a judgement: that everybody still answers need wake nobody. */
    public static boolean isNews(@Nullable Probe before, Probe probe) {
        return before == null
                || !before.incarnation().equals(probe.incarnation())
                || !seesAllAnswer(before)
                || !seesAllAnswer(probe)
                || before.own().role() != probe.own().role()
                || before.peers().size() != probe.peers().size();
    }

    /** The same of an own ping. */
    public static boolean isNews(@Nullable Reach before, Reach reach) {
        return before != Reach.ANSWERS || reach != Reach.ANSWERS;
    }

    private static boolean seesAllAnswer(Probe probe) {
        if (probe.own().reach() != Reach.ANSWERS || probe.own().writeStalledMs() > 0 || probe.stalledMs() > 0) {
            return false;
        }
        for (Probe.PeerSight peer : probe.peers()) {
            if (peer.reach() != Reach.ANSWERS) {
                return false;
            }
        }
        return true;
    }

    /** An own ping of {@code node} ended. */
    public Knowledge pinged(String node, Reach reach, long nowMs) {
        Sight last = sights.get(node);
        long atMs = Math.max(nowMs, sinceMs);
        long since = last != null && last.reach() == reach ? last.sinceMs() : atMs;
        return new Knowledge(
                sinceMs,
                probesSinceMs,
                probes,
                with(sights, node, new Sight(reach, since, atMs)),
                served,
                recovering,
                word);
    }

    /** This copy itself did not run for a while: what it missed is no sign of anything. */
    public Knowledge resumed(long nowMs) {
        Map<String, Heard> heardNow = new HashMap<>();
        probes.forEach((node, heard) -> heardNow.put(node, new Heard(heard.probe(), nowMs)));
        Served before = served == null ? null : new Served(served.primary(), served.term(), served.sinceMs(), null);
        return new Knowledge(nowMs, probesSinceMs, heardNow, Map.of(), before, null, null);
    }

    /**
     * The store does not answer. What it took meanwhile shows when it does again, however long ago it was said: a call
     * may wait in its log for a leader.
     */
    public Knowledge withoutStore() {
        return new Knowledge(sinceMs, probesSinceMs, probes, sights, served, recovering, null);
    }

    /** The store showed this record and these members. */
    public Knowledge read(ClusterRecord record, Map<String, MemberState> members, long nowMs) {
        MemberState primary = members.get(record.primary().node());
        return new Knowledge(
                sinceMs,
                probesSinceMs,
                probes,
                sights,
                served(record, primary, nowMs),
                recovering(record, primary, nowMs),
                word(primary, nowMs));
    }

    private @Nullable Served served(ClusterRecord record, @Nullable MemberState primary, long nowMs) {
        if (primary == null || !serves(record, primary)) {
            return served;
        }
        long sinceMs = served != null && served.isOf(record) && wasNotStartedAnew(record, served, primary)
                ? served.sinceMs()
                : nowMs;
        return new Served(record.primary(), record.term(), sinceMs, primary);
    }

    /** Behind a gap of the store it may have been, but a start writes WAL, so that it says another position. */
    private boolean wasNotStartedAnew(ClusterRecord record, Served served, MemberState primary) {
        if (word != null) {
            return serves(record, word.said());
        }
        MemberState said = served.said();
        return said != null && said.position().equals(primary.position());
    }

    private static boolean serves(ClusterRecord record, MemberState member) {
        return record.primary().equals(member.instance())
                && member.postgres() == MemberState.Postgres.RUNNING
                && member.role() == MemberState.Role.PRIMARY
                && member.writableInTerm() == record.term();
    }

    private @Nullable Recovering recovering(ClusterRecord record, @Nullable MemberState primary, long nowMs) {
        boolean recovers = record.phase() == Phase.STEADY
                && primary != null
                && record.primary().equals(primary.instance())
                && primary.postgres() == MemberState.Postgres.RUNNING
                && primary.role() == MemberState.Role.STANDBY;
        if (!recovers) {
            return null;
        }
        long forMs = recovering != null && isOf(recovering, record)
                ? recovering.forMs() + Math.clamp(nowMs - recovering.atMs(), 0, LOOK_MOST_MS)
                : 0;
        return new Recovering(record.primary(), record.term(), forMs, nowMs);
    }

    private @Nullable Word word(@Nullable MemberState primary, long nowMs) {
        if (primary == null) {
            return null;
        }
        if (word == null) {
            // Said before this copy looked: when is not known.
            return new Word(primary, nowMs - LATELY_MS);
        }
        return word.said().equals(primary) ? word : new Word(primary, nowMs);
    }

    private static boolean isOf(Recovering recovering, ClusterRecord record) {
        return recovering.primary().equals(record.primary()) && recovering.term() == record.term();
    }

    /** How long {@code record}'s primary has served, by its announcements; negative if it was never seen to. */
    public long servedForMs(ClusterRecord record, long nowMs) {
        return served == null || !served.isOf(record) ? -1 : nowMs - served.sinceMs();
    }

    /** How long {@code node}'s monitor has been silent, counted from when this copy began to listen at most. */
    public long monitorSilentMs(String node, long nowMs) {
        Heard heard = probes.get(node);
        return nowMs - (heard == null ? sinceMs : heard.atMs());
    }

    /** For how long {@code record}'s primary has answered in recovery, or 0. */
    public long inRecoveryMs(ClusterRecord record) {
        return recovering != null && isOf(recovering, record) ? recovering.forMs() : 0;
    }

    /** Whether this copy saw {@code primary} announce just that a moment ago: it lived then. */
    public boolean saidLately(MemberState primary, long nowMs) {
        return word != null && word.said().equals(primary) && nowMs - word.atMs() < LATELY_MS;
    }

    /** Whether {@code node}'s PostgreSQL answered this copy's own ping a moment ago. */
    public boolean answeredLately(String node, long nowMs) {
        return answeredWithin(LATELY_MS, node, nowMs);
    }

    /** Whether {@code node}'s PostgreSQL answered this copy's own ping less than {@code ms} ago. */
    public boolean answeredWithin(long ms, String node, long nowMs) {
        Sight own = sights.get(node);
        return own != null && own.reach() == Reach.ANSWERS && nowMs - own.atMs() < ms;
    }

    /** Whether this copy's pings of {@code node} take longer than such a ping ever waits. */
    public boolean pingsAreLate(String node, long nowMs) {
        Sight own = sights.get(node);
        return own != null && nowMs - own.atMs() > PING_LATE_MS;
    }

    /** How long no monitor at all has been heard. */
    public long allSilentMs(long nowMs) {
        long newestMs = sinceMs;
        for (Heard heard : probes.values()) {
            newestMs = Math.max(newestMs, heard.atMs());
        }
        return nowMs - newestMs;
    }

    /** Whether nobody's probes come. */
    public boolean kafkaIsSilent(long nowMs) {
        return allSilentMs(nowMs) >= KAFKA_SILENT_MS;
    }

    /** Whether probes have only just come again, so that anybody's may be the next. */
    public boolean probesComeAgain(long nowMs) {
        return nowMs - probesSinceMs < PROBES_COME_MS;
    }

    private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        Map<K, V> copy = new HashMap<>(map);
        copy.put(key, value);
        return copy;
    }
}
