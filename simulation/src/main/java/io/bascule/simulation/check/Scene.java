package io.bascule.simulation.check;

import io.bascule.simulation.engine.Dice;
import io.bascule.simulation.engine.Network;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.engine.Schedule;

/** What everything in one run shares. */
public record Scene(Schedule schedule, Dice dice, Network network, Rules rules, Story story, Invariants invariants) {

    public Program program(String name, String place) {
        return new Program(name, place, schedule, dice);
    }

    public boolean broken(Mutation mutation) {
        return rules.broken(mutation);
    }
}
