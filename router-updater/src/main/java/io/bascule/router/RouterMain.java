package io.bascule.router;

import io.bascule.platform.Environment;
import io.bascule.platform.Variable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

@QuarkusMain
public final class RouterMain {
    private RouterMain() {}

    public static void main(String... args) {
        Environment.checkOrExit(Variable.CLUSTER, Variable.ETCD, Variable.KAFKA, Variable.ID, Variable.HAPROXY_SOCKET);
        Quarkus.run(args);
    }
}
