package io.bascule.simulation.check;

import io.bascule.simulation.engine.Schedule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The last steps of a run in words; written only when somebody is to read it, since words cost more than steps. */
public final class Story {
    private static final int MOST_LINES = 4000;

    private final Schedule schedule;
    private final boolean written;
    private final Deque<String> lines = new ArrayDeque<>();

    public Story(Schedule schedule, boolean written) {
        this.schedule = schedule;
        this.written = written;
    }

    public void tell(Supplier<String> line) {
        if (!written) {
            return;
        }
        if (lines.size() == MOST_LINES) {
            lines.removeFirst();
        }
        lines.add(String.format(Locale.ROOT, "%10.3f  %s", schedule.now() / 1_000_000.0, line.get()));
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
