package io.bascule.executor;

import io.bascule.platform.Environment;
import io.bascule.platform.Variable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Checks the environment, then starts the service. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        Environment.checkOrExit(Variable.CLUSTER, Variable.ETCD, Variable.KAFKA, Variable.NODE, Variable.ADDRESS);
        Quarkus.run(arguments);
    }
}
