package io.bascule.simulation.postgres;

import io.bascule.events.Lsn;
import io.bascule.simulation.engine.Dice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** PGDATA: what is there when PostgreSQL is not. A position is a count of records. */
public final class DataDir {
    private static final long RECORD_BYTES = 16;

    private final List<WalRecord> wal = new ArrayList<>();
    private final BitSet commits = new BitSet();
    private int flushed;
    private int controlTimeline = 1;
    private int segmentTimeline = 1;

    /** Its history files: where each timeline begins. */
    private final TreeMap<Integer, Integer> history = new TreeMap<>(Map.of(1, 0));

    private boolean standbySignal;
    private boolean clean;
    private int consistentFrom;

    /** By name; in no copy of it. */
    private final Set<String> slots = new HashSet<>();

    public static Lsn lsn(int position) {
        return new Lsn(position * RECORD_BYTES);
    }

    /** As initdb leaves it. */
    static DataDir initdb() {
        DataDir dir = new DataDir();
        dir.append(new WalRecord(1, WalRecord.NONE));
        dir.append(new WalRecord(1, WalRecord.NONE));
        dir.flush(dir.size());
        return dir;
    }

    /** A standby's copy of {@code source}: it is consistent once it has WAL up to {@code consistentFrom}. */
    static DataDir copyOf(DataDir source, int consistentFrom) {
        DataDir copy = new DataDir();
        for (WalRecord r : source.wal.subList(0, source.flushed)) {
            copy.append(r);
        }
        copy.flush(copy.size());
        copy.controlTimeline = source.controlTimeline;
        copy.segmentTimeline = source.segmentTimeline;
        copy.history.putAll(source.history);
        copy.standbySignal = true;
        copy.consistentFrom = consistentFrom;
        return copy;
    }

    void append(WalRecord walRecord) {
        wal.add(walRecord);
        if (walRecord.commit() >= 0) {
            commits.set(Math.toIntExact(walRecord.commit()));
        }
        segmentTimeline = Math.max(segmentTimeline, walRecord.timeline());
        if (walRecord.timeline() > newestHistory()) {
            // A receiver fetches the file before it asks for the WAL.
            history.put(walRecord.timeline(), wal.size() - 1);
        }
    }

    void append(List<WalRecord> records) {
        records.forEach(this::append);
    }

    int size() {
        return wal.size();
    }

    int flushed() {
        return flushed;
    }

    void flush(int to) {
        flushed = Math.max(flushed, to);
    }

    List<WalRecord> from(int position, int to) {
        return List.copyOf(wal.subList(position, to));
    }

    /** What a power cut leaves: all that was flushed, and by chance some of what was not. */
    void losePower(Dice dice) {
        truncate(flushed + dice.below(wal.size() - flushed + 1));
    }

    void restoreOlderCopy(Dice dice) {
        truncate(wal.size() - dice.below(Math.min(20, wal.size() - consistentFrom)));
    }

    private void truncate(int to) {
        for (int i = wal.size() - 1; i >= to; i--) {
            WalRecord last = wal.removeLast();
            if (last.commit() >= 0) {
                commits.clear(Math.toIntExact(last.commit()));
            }
        }
        flushed = wal.size();
    }

    boolean sameUpTo(DataDir other, int position) {
        return position == 0
                || position <= size()
                        && position <= other.size()
                        && wal.get(position - 1) == other.wal.get(position - 1);
    }

    /** Where {@code timeline} was left for the next one, or -1 while it is the last; -2 where it is not known. */
    int forkAfter(int timeline) {
        for (int i = wal.size() - 1; i >= 0 && wal.get(i).timeline() >= timeline; i--) {
            if (wal.get(i).timeline() == timeline) {
                return i + 1 == wal.size() ? -1 : i + 1;
            }
        }
        if (!history.containsKey(timeline)) {
            return -2;
        }
        Map.Entry<Integer, Integer> next = history.higherEntry(timeline);
        return next == null ? -1 : next.getValue();
    }

    /** Where {@code timeline} left the one before it; 0 for the first. */
    int forkOf(int timeline) {
        for (int i = wal.size() - 1; i >= 0; i--) {
            if (wal.get(i).timeline() < timeline) {
                return i + 1;
            }
        }
        return 0;
    }

    public BitSet commits() {
        return commits;
    }

    /** Those before a position. */
    BitSet commitsTo(int position) {
        BitSet before = (BitSet) commits.clone();
        for (int i = position; i < wal.size(); i++) {
            long later = wal.get(i).commit();
            if (later >= 0) {
                before.clear(Math.toIntExact(later));
            }
        }
        return before;
    }

    public boolean isStandby() {
        return standbySignal;
    }

    public void makeStandby() {
        standbySignal = true;
    }

    public void removeStandbySignal() {
        standbySignal = false;
    }

    /** By the names of its segments. */
    public int lastTimeline() {
        return segmentTimeline;
    }

    /** 0 where a promotion ended before it wrote the history file. */
    public int lastKnownTimeline() {
        return segmentTimeline <= newestHistory() ? segmentTimeline : 0;
    }

    public int newestHistory() {
        return history.lastKey();
    }

    void segmentOf(int timeline) {
        segmentTimeline = Math.max(segmentTimeline, timeline);
    }

    void historyOf(int timeline) {
        if (timeline > newestHistory()) {
            history.put(timeline, wal.size());
        }
    }

    /** As a base backup leaves it: its WAL is streamed, on the timeline that the source is on, with that one's history. */
    void forgetTimelinesWithoutWal() {
        int timeline = wal.getLast().timeline();
        history.tailMap(timeline, false).clear();
        segmentTimeline = timeline;
    }

    int controlTimeline() {
        return controlTimeline;
    }

    void control(int timeline) {
        controlTimeline = timeline;
    }

    /** Whether it was shut down as a primary, with a checkpoint at the end. */
    public boolean isClean() {
        return clean;
    }

    void clean(boolean now) {
        clean = now;
    }

    public void makeSlot(String name) {
        slots.add(name);
    }

    public Set<String> slots() {
        return slots;
    }

    int consistentFrom() {
        return consistentFrom;
    }

    /** As pg_waldump finds it. */
    public Lsn end() {
        return lsn(size());
    }
}
