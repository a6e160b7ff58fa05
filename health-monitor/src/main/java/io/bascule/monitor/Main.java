package io.bascule.monitor;

import io.bascule.platform.Environment;
import io.bascule.platform.Variable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the monitor of one node. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        Environment.checkOrExit(Variable.CLUSTER, Variable.ETCD, Variable.KAFKA, Variable.NODE, Variable.ADDRESS);
        Quarkus.run(arguments);
    }
}
