package io.bascule.simulation.node;

import io.bascule.core.record.Instance;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.etcd.Etcd;
import io.bascule.simulation.postgres.Server;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One node: a disk, PostgreSQL, an executor and a monitor, which end and come back together or alone. */
public final class Machine {
    private final Scene scene;
    private final String cluster;
    private final String name;
    private final Etcd etcd;
    private final Kafka kafka;
    private final Map<String, Server> servers;
    private final Server server;
    private final NodeFile file;
    private final Program executorProgram;
    private final Program monitorProgram;
    private @Nullable Executor executor;
    private boolean powered = true;
    private boolean booted;
    private final Map<Instance, Long> wiped = new HashMap<>();

    public Machine(Scene scene, String cluster, String name, Etcd etcd, Kafka kafka, Map<String, Server> servers) {
        this.scene = scene;
        this.cluster = cluster;
        this.name = name;
        this.etcd = etcd;
        this.kafka = kafka;
        this.servers = servers;
        this.server = java.util.Objects.requireNonNull(servers.get(name));
        this.file = new NodeFile();
        this.executorProgram = scene.program("executor-" + name, name);
        this.monitorProgram = scene.program("monitor-" + name, name);
    }

    public String name() {
        return name;
    }

    public Server server() {
        return server;
    }

    public NodeFile file() {
        return file;
    }

    public boolean isPowered() {
        return powered;
    }

    /** Whether it was ever there. */
    public boolean wasBooted() {
        return booted;
    }

    public @Nullable Executor executor() {
        return executor;
    }

    public @Nullable Instance instance() {
        return server.hasData() && !file.hasHalfACopy() ? file.durable().instance(name) : null;
    }

    /** Everything starts, as after power came on. */
    public void boot() {
        booted = true;
        powered = true;
        scene.network().power(name, true);
        startExecutor();
        startMonitor();
    }

    public void losePower() {
        powered = false;
        scene.network().power(name, false);
        endExecutor();
        monitorProgram.end();
        server.losePower();
    }

    public void endExecutor() {
        executorProgram.end();
        Executor was = executor;
        if (was != null) {
            was.store().close();
        }
        executor = null;
    }

    public void startExecutor() {
        if (powered && executor == null) {
            executorProgram.begin();
            executor = new Executor(scene, cluster, name, executorProgram, file, etcd, kafka, servers);
        }
    }

    public void endMonitor() {
        monitorProgram.end();
    }

    public void startMonitor() {
        if (powered && !monitorProgram.isRunning() || monitorProgram.incarnation() == 0) {
            monitorProgram.begin();
            new Monitor(scene, cluster, name, monitorProgram, kafka, servers);
        }
    }

    public Program executorProgram() {
        return executorProgram;
    }

    public Program monitorProgram() {
        return monitorProgram;
    }

    public void freeze() {
        executorProgram.freeze();
        monitorProgram.freeze();
        server.program().freeze();
    }

    public void thaw() {
        executorProgram.thaw();
        monitorProgram.thaw();
        server.program().thaw();
    }

    /** Since its disk was lost, 0 for one that was not. */
    public long goneForMicros(Instance disk) {
        Long at = wiped.get(disk);
        return at == null ? 0 : scene.schedule().now() - at;
    }

    /** Its disk is replaced by an empty one; with {@code stateToo} the executor's own files go as well. */
    public void wipe(boolean stateToo) {
        Instance was = instance();
        losePower();
        if (scene.broken(Mutation.OLDER_COPY_KEEPS_ITS_NAME) && server.hasData()) {
            server.restoreOlderCopy();
            return;
        }
        server.removeData();
        if (was != null) {
            wiped.put(was, scene.schedule().now());
        }
        if (stateToo) {
            file.wipe();
            server.forgetPromise();
        }
    }
}
