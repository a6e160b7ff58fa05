package io.bascule.election;

import io.bascule.platform.Environment;
import io.bascule.platform.Variable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts one copy of the election service. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        Environment.checkOrExit(Variable.CLUSTER, Variable.ETCD, Variable.KAFKA, Variable.ID);
        Quarkus.run(arguments);
    }
}
