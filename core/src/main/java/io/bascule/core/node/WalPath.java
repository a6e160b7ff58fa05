package io.bascule.core.node;

import io.bascule.events.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which timelines a node's WAL went along, oldest first, and where it left each; the last one has where the WAL ends
 * (PostgreSQL manual, Continuous Archiving, Timelines).
 */
public record WalPath(List<Piece> pieces) {
    /** @param end where it was left, or ends */
    public record Piece(int timeline, Lsn end) {}

    public WalPath {
        pieces = List.copyOf(pieces);
    }

    /** @param history what the history file of {@code timeline} says, empty for timeline 1 */
    public static WalPath of(String history, int timeline, Lsn end) {
        List<Piece> pieces = new ArrayList<>();
        // A line has a timeline, where it was left, and a reason (access/timeline.c).
        history.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("\\s+"))
                .map(words -> new Piece(Integer.parseInt(words[0]), Lsn.parse(words[1])))
                .forEach(pieces::add);
        pieces.add(new Piece(timeline, end));
        return new WalPath(pieces);
    }

    /** Where its last timeline begins; nothing for timeline 1. */
    public Optional<Lsn> fork() {
        return pieces.size() == 1
                ? Optional.empty()
                : Optional.of(pieces.get(pieces.size() - 2).end());
    }

    /** Where the last timeline of this WAL leaves {@code other}, or nothing as long as all of it is the beginning of that. */
    public Optional<Lsn> leaves(WalPath other) {
        if (!goesAlong(other)) {
            return Optional.of(fork().orElse(Lsn.ZERO));
        }
        Lsn theirs = other.pieces.get(pieces.size() - 1).end();
        return theirs.atLeast(pieces.getLast().end()) ? Optional.empty() : Optional.of(theirs);
    }

    /** Whether it goes on where {@code other} ends, with nothing that {@code other} has instead. */
    public boolean isAheadOf(WalPath other) {
        return goesAlong(other)
                && other.pieces.size() == pieces.size()
                && leaves(other).isPresent();
    }

    /** Whether {@code other} went along the same timelines to this one's last. */
    private boolean goesAlong(WalPath other) {
        int last = pieces.size() - 1;
        return other.pieces.size() > last
                && other.pieces.subList(0, last).equals(pieces.subList(0, last))
                && other.pieces.get(last).timeline() == pieces.get(last).timeline();
    }
}
