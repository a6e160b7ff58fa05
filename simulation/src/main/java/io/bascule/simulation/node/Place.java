package io.bascule.simulation.node;

import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Coroutine;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.postgres.Server;

/** What the simulated hands of one executor process work on. */
record Place(Scene scene, String node, Program program, Server server) {
    /** Between two effects: the process may end there, or stand still. */
    void step() {
        pause(scene.dice().delay(300));
    }

    void pause(long micros) {
        Coroutine.pause(scene.schedule(), program, micros);
    }

    boolean broken(Mutation mutation) {
        return scene.broken(mutation);
    }
}
