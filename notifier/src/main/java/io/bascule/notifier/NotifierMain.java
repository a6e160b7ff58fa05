package io.bascule.notifier;

import io.bascule.platform.Environment;
import io.bascule.platform.Variable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

@QuarkusMain
public final class NotifierMain {
    private NotifierMain() {}

    public static void main(String... args) {
        Environment.checkOrExit(Variable.CLUSTER, Variable.KAFKA, Variable.ID, Variable.WEBHOOK_URL);
        Quarkus.run(args);
    }
}
