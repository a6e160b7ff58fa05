package io.bascule.simulation.node;

import io.bascule.executor.Processes;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.postgres.Server;
import java.util.OptionalLong;

/**
 * The simulated postmaster; each life of it has a process ID of its own. Nothing here may let time pass: the real
 * Postmaster holds its monitor.
 */
final class SimulatedProcesses implements Processes {
    private final Place place;
    private final Server server;

    SimulatedProcesses(Place place) {
        this.place = place;
        this.server = place.server();
    }

    @Override
    public long start() {
        server.start();
        return server.program().incarnation();
    }

    @Override
    public OptionalLong find() {
        return server.postmasterAlive() ? OptionalLong.of(server.program().incarnation()) : OptionalLong.empty();
    }

    @Override
    public void stop(long process, Stop how) {
        switch (how) {
            case FAST -> server.stopFast();
            case IMMEDIATE -> server.stopImmediately();
        }
    }

    @Override
    public void reload(long process) {
        server.reload();
    }

    @Override
    public void watch(long process, Runnable onEnd) {
        int life = place.program().incarnation();
        server.onExit("executor", () -> {
            // An executor that was killed hears of nothing, though another one has begun under its name.
            if (place.program().incarnation() == life) {
                place.scene().schedule().in(place.scene().dice().delay(500), place.program(), onEnd);
            }
        });
    }

    @Override
    public void boundLog() {
        // There is none.
    }

    @Override
    public void clearLeftovers() {
        if (!place.broken(Mutation.LEFTOVER_BACKENDS_IGNORED)) {
            server.clearLeftovers();
        }
    }
}
