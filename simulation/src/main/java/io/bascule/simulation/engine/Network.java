package io.bascule.simulation.engine;

import java.util.HashSet;
import java.util.Set;

/** Which machine reaches which; each direction is cut on its own. */
public final class Network {
    private record Way(String from, String to) {}

    private final Set<Way> cut = new HashSet<>();
    private final Set<String> isolated = new HashSet<>();
    private final Set<String> off = new HashSet<>();

    public boolean reaches(String from, String to) {
        return from.equals(to)
                || !isolated.contains(from)
                        && !isolated.contains(to)
                        && !off.contains(to)
                        && (cut.isEmpty() || !cut.contains(new Way(from, to)));
    }

    public boolean both(String one, String other) {
        return reaches(one, other) && reaches(other, one);
    }

    /** Whether the machine has no power: then nobody answers for it, not even with a refusal. */
    public boolean isOff(String place) {
        return off.contains(place);
    }

    public void cut(String from, String to) {
        cut.add(new Way(from, to));
    }

    public void mend(String from, String to) {
        cut.remove(new Way(from, to));
    }

    public void isolate(String place) {
        isolated.add(place);
    }

    public void join(String place) {
        isolated.remove(place);
    }

    public void power(String place, boolean on) {
        if (on) {
            off.remove(place);
        } else {
            off.add(place);
        }
    }
}
