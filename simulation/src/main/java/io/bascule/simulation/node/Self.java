package io.bascule.simulation.node;

import io.bascule.executor.Duty;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.etcd.EtcdClient;
import io.bascule.simulation.postgres.Server;

/** What one executor process works on. */
record Self(
        Scene scene,
        String name,
        Program program,
        NodeFile file,
        Server server,
        Postmaster postmaster,
        EtcdClient store,
        Duty duty,
        Tasks tasks) {
    long nowMs() {
        return program.clock().nowMs();
    }

    String address() {
        return name + ":5432";
    }
}
