package io.bascule.lab.chaos.history;

import io.bascule.lab.chaos.history.Entry.Outcome;
import io.bascule.lab.chaos.history.Finding.Kind;
import io.bascule.lab.chaos.history.Operation.Delete;
import io.bascule.lab.chaos.history.Operation.Insert;
import io.bascule.lab.chaos.history.Operation.ReadSum;
import io.bascule.lab.chaos.history.Operation.Swap;
import io.bascule.lab.chaos.history.Operation.Transfer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Holds what clients were told against what is there: a write that was acknowledged is there, one that was refused is
 * not, one without an answer may be, and none is there twice. The order of acknowledged swaps of a counter is a history
 * of a linearizable register (Herlihy and Wing, 1990), checked by its values: each was replaced once only, and none was
 * acknowledged behind a later one.
 */
public final class Checker {
    private final List<Finding> findings = new ArrayList<>();

    private Checker() {}

    /**
     * @param accounts how many accounts there are
     * @param balance what each held at first
     * @return what must not be; empty if all is well
     */
    public static List<Finding> check(List<Entry> history, FinalState end, int accounts, long balance) {
        Checker checker = new Checker();
        checker.rows(history, end.rows());
        checker.transfers(history, end, accounts, balance);
        checker.sums(history, accounts * balance);
        checker.counters(history, end.counters());
        return checker.findings;
    }

    /** What differs between the primary's tables and those of a standby that has replayed all. */
    public static List<Finding> compare(FinalState primary, String standby, FinalState copy) {
        return primary.equals(copy)
                ? List.of()
                : List.of(new Finding(
                        Kind.DIVERGED,
                        standby + " has " + copy.rows().size() + " rows, "
                                + copy.transfers().size() + " transfers, balances "
                                + copy.balances() + " and counters " + copy.counters() + "; the primary "
                                + primary.rows().size() + ", "
                                + primary.transfers().size() + ", " + primary.balances()
                                + " and " + primary.counters()));
    }

    private void rows(List<Entry> history, List<Long> there) {
        Map<Long, Entry> deletes = byId(history, Delete.class, Delete::id);
        Map<Long, Entry> inserts = byId(history, Insert.class, Insert::id);
        present("row", inserts, there, deletes.keySet());
        Set<Long> present = new HashSet<>(there);
        deletes.forEach((id, entry) -> {
            if (entry.acknowledged() && present.contains(id)) {
                add(Kind.RESURRECTED, "row " + id + " is there, whose deletion was acknowledged");
            } else if (entry.outcome() == Outcome.REFUSED && !present.contains(id)) {
                add(Kind.LOST, "row " + id + " is not there, whose deletion was refused");
            }
        });
    }

    private void transfers(List<Entry> history, FinalState end, int accounts, long balance) {
        Map<Long, Entry> sent = byId(history, Transfer.class, Transfer::id);
        present("transfer", sent, end.transfers(), Set.of());
        Map<Integer, Long> expected = new HashMap<>();
        for (int account = 1; account <= accounts; account++) {
            expected.put(account, balance);
        }
        for (long id : new HashSet<>(end.transfers())) {
            if (sent.get(id) instanceof Entry entry && entry.operation() instanceof Transfer transfer) {
                expected.merge(transfer.from(), -transfer.amount(), Long::sum);
                expected.merge(transfer.to(), transfer.amount(), Long::sum);
            }
        }
        if (!expected.equals(end.balances())) {
            add(Kind.TORN, "balances are " + end.balances() + " and the transfers that are there make " + expected);
        }
    }

    /** Every reader sees whole transactions, on whichever node it reads. */
    private void sums(List<Entry> history, long sum) {
        for (Entry entry : history) {
            if (entry.acknowledged() && entry.operation() instanceof ReadSum read && read.sum() != sum) {
                add(Kind.TORN, "a reader saw a sum of " + read.sum() + " instead of " + sum);
            }
        }
    }

    private void counters(List<Entry> history, Map<Integer, FinalState.Counter> end) {
        Map<Integer, List<Entry>> byKey = history.stream()
                .filter(entry -> entry.operation() instanceof Swap)
                .collect(Collectors.groupingBy(entry -> swap(entry).key()));
        byKey.forEach((key, swaps) -> {
            List<Entry> acknowledged = swaps.stream()
                    .filter(Entry::acknowledged)
                    .sorted(Comparator.comparingLong(Entry::returnedNanos))
                    .toList();
            replacedOnce(key, acknowledged);
            replacedAsAcknowledged(key, acknowledged);
            inOrder(key, acknowledged);
            counterEnd(key, swaps, end.getOrDefault(key, new FinalState.Counter(0, 0)));
        });
    }

    private void replacedOnce(int key, List<Entry> acknowledged) {
        Map<Long, Entry> from = new HashMap<>();
        for (Entry entry : acknowledged) {
            Entry other = from.putIfAbsent(swap(entry).from(), entry);
            if (other != null) {
                add(
                        Kind.STALE_ACKNOWLEDGED,
                        "counter " + key + " was taken from " + swap(entry).from() + " twice, by swaps "
                                + swap(other).id() + " and " + swap(entry).id());
            }
        }
    }

    /** What began only after a value was acknowledged must lie above it. */
    private void inOrder(int key, List<Entry> acknowledged) {
        List<Entry> highest = new ArrayList<>();
        for (Entry entry : acknowledged) {
            Entry before = highest.isEmpty() ? null : highest.getLast();
            highest.add(before == null || swap(entry).to() > swap(before).to() ? entry : before);
        }
        for (Entry entry : acknowledged) {
            int over = overBefore(acknowledged, entry);
            if (over > 0 && swap(entry).to() <= swap(highest.get(over - 1)).to()) {
                Swap other = swap(highest.get(over - 1));
                add(
                        Kind.STALE_ACKNOWLEDGED,
                        "counter " + key + " was acknowledged at " + swap(entry).to() + " by swap "
                                + swap(entry).id() + ", which began after " + other.to() + " was acknowledged to swap "
                                + other.id());
            }
        }
    }

    /** How many of {@code byAnswer}, which is in the order of the answers, were over before {@code entry} began. */
    private static int overBefore(List<Entry> byAnswer, Entry entry) {
        int low = 0;
        int high = byAnswer.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byAnswer.get(middle).before(entry)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A value that was acknowledged to one swap is not found to be another's by the next. */
    private void replacedAsAcknowledged(int key, List<Entry> acknowledged) {
        Map<Long, Swap> writers = new HashMap<>();
        acknowledged.forEach(entry -> writers.put(swap(entry).to(), swap(entry)));
        for (Entry entry : acknowledged) {
            Swap writer = writers.get(swap(entry).from());
            if (writer != null && writer.id() != swap(entry).replaced()) {
                add(
                        Kind.LOST,
                        "counter " + key + " held " + writer.to() + " of swap "
                                + swap(entry).replaced() + " for swap "
                                + swap(entry).id() + ", but swap " + writer.id() + " was acknowledged for it");
            }
        }
    }

    private void counterEnd(int key, List<Entry> swaps, FinalState.Counter end) {
        long highest = swaps.stream()
                .filter(Entry::acknowledged)
                .mapToLong(entry -> swap(entry).to())
                .max()
                .orElse(0);
        if (end.value() < highest) {
            add(Kind.LOST, "counter " + key + " is " + end.value() + " and was acknowledged at " + highest);
        }
        Entry writer = swaps.stream()
                .filter(entry -> swap(entry).id() == end.swap())
                .findFirst()
                .orElse(null);
        boolean explained = writer == null
                ? end.equals(new FinalState.Counter(0, 0))
                : swap(writer).to() == end.value() && writer.outcome() != Outcome.REFUSED;
        if (!explained) {
            add(
                    Kind.RESURRECTED,
                    "counter " + key + " is " + end.value() + ", which swap " + end.swap() + " did not write");
        }
        acknowledgedAsThere(key, swaps, end);
    }

    /** At the value that is there, the acknowledged swap is the one that wrote it. */
    private void acknowledgedAsThere(int key, List<Entry> swaps, FinalState.Counter end) {
        for (Entry entry : swaps) {
            if (entry.acknowledged()
                    && swap(entry).to() == end.value()
                    && swap(entry).id() != end.swap()) {
                add(
                        Kind.LOST,
                        "counter " + key + " holds " + end.value() + " of swap " + end.swap() + ", but swap "
                                + swap(entry).id() + " was acknowledged for it");
            }
        }
    }

    private void present(String what, Map<Long, Entry> sent, List<Long> there, Set<Long> mayBeGone) {
        Map<Long, Long> times = there.stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        sent.forEach((id, entry) -> {
            if (entry.acknowledged() && !times.containsKey(id) && !mayBeGone.contains(id)) {
                add(Kind.LOST, what + " " + id + " was acknowledged to client " + entry.client() + " and is not there");
            }
        });
        times.forEach((id, count) -> {
            Entry entry = sent.get(id);
            if (count > 1) {
                add(Kind.DUPLICATED, what + " " + id + " is there " + count + " times");
            }
            if (entry == null) {
                add(Kind.RESURRECTED, what + " " + id + " is there and nobody sent it");
            } else if (entry.outcome() == Outcome.REFUSED) {
                add(Kind.RESURRECTED, what + " " + id + " is there, which was refused");
            }
        });
    }

    private void add(Kind kind, String what) {
        findings.add(new Finding(kind, what));
    }

    private static Swap swap(Entry entry) {
        return (Swap) entry.operation();
    }

    private static <T extends Operation> Map<Long, Entry> byId(
            List<Entry> history, Class<T> type, ToLongFunction<T> id) {
        Map<Long, Entry> found = new HashMap<>();
        for (Entry entry : history) {
            if (type.isInstance(entry.operation())) {
                found.put(id.applyAsLong(type.cast(entry.operation())), entry);
            }
        }
        return found;
    }
}
