package io.bascule.simulation.check;

/** An invariant does not hold; the run ends. An error, so that no flow takes it for a failure of its own. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    private final Invariant invariant;

    public Violation(Invariant invariant, String how) {
        super(invariant + ": " + how);
        this.invariant = invariant;
    }

    public Invariant invariant() {
        return invariant;
    }
}
