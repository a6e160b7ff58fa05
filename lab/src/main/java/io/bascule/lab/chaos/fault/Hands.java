package io.bascule.lab.chaos.fault;

import io.bascule.lab.cluster.Docker;
import io.bascule.lab.cluster.Endpoints;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What faults are done with: Docker's client on this cluster's containers, nothing else. For one thread. */
public final class Hands {
    /** The engine starts what ended again, later each time. */
    private static final long UP_BOUND_MS = 60_000;

    private static final long TRACED_BOUND_MS = 10_000;
    private static final Set<String> ENDED_WITH_TRACED = Set.of("false 0", "false 137");
    private static final String TRACED =
            "grep -q '^TracerPid:.*[1-9]' \"/proc/$(pidof etcd)/status\" && echo yes || true";

    private final Endpoints endpoints;
    private final Map<String, Place> places = new HashMap<>();

    /** What Docker forgets of a container that is taken off its network. */
    private record Place(String address, String hostsFile) {}

    public Hands(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** Takes services off the cluster's network. */
    void disconnect(List<String> services) {
        for (String service : services) {
            String container = endpoints.container(service);
            String address = Docker.run(
                            "inspect",
                            "--format",
                            "{{(index .NetworkSettings.Networks \"" + network() + "\").IPAMConfig.IPv4Address}}",
                            container)
                    .strip();
            places.put(service, new Place(address, Docker.run("exec", container, "cat", "/etc/hosts")));
            Docker.run("network", "disconnect", network(), container);
        }
    }

    /**
     * Gives them back their addresses and names, which everybody knows them by, and the names that they know the others
     * by: Docker makes the hosts file anew at each connect, without compose's extra_hosts.
     */
    void connect(List<String> services) {
        List<String> failures = new ArrayList<>();
        for (String service : services) {
            Place place = places.get(service);
            if (place != null) {
                try {
                    connect(service, place);
                } catch (LabFailure e) {
                    // The others are given theirs back all the same.
                    failures.add(String.valueOf(e.getMessage()));
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new LabFailure(String.join("; ", failures));
        }
    }

    private void connect(String service, Place place) {
        String container = endpoints.container(service);
        Docker.run("network", "connect", "--ip", place.address(), "--alias", service, network(), container);
        runAsRoot(List.of(service), "sh", "-c", "printf '%s' \"$1\" > /etc/hosts", "sh", place.hostsFile());
    }

    private String network() {
        return endpoints.project() + "_default";
    }

    void kill(List<String> services) {
        docker("kill", services);
    }

    void start(List<String> services) {
        docker("start", services);
    }

    void pause(List<String> services) {
        docker("pause", services);
    }

    void unpause(List<String> services) {
        docker("unpause", services);
    }

    /** Processor time: {@code quotaMicros} of each 100 ms; a negative one is no limit. */
    void processorTime(List<String> services, int quotaMicros) {
        List<String> command = new ArrayList<>(List.of("update", "--cpu-period", "100000", "--cpu-quota"));
        command.add(Integer.toString(quotaMicros));
        services.forEach(service -> command.add(endpoints.container(service)));
        Docker.run(command.toArray(String[]::new));
    }

    /** Runs a shell's command in each container. */
    void run(List<String> services, String command) {
        for (String service : services) {
            Docker.run("exec", endpoints.container(service), "sh", "-c", command);
        }
    }

    /** As {@link #run}, once each container runs: a fault may have ended what it is for. */
    void runOnceUp(List<String> services, String command) {
        for (String service : services) {
            String[] last = {""};
            Wait.until(
                    UP_BOUND_MS,
                    () -> {
                        try {
                            run(List.of(service), command);
                            return Boolean.TRUE;
                        } catch (LabFailure notYet) {
                            last[0] = String.valueOf(notYet.getMessage());
                            return null;
                        }
                    },
                    () -> last[0]);
        }
    }

    /** Drops all packets; with {@code in}, {@code out} or names of services, only those. */
    void cutNetwork(String service, String... what) {
        inNetworkOf(service, Stream.concat(Stream.of("on"), Stream.of(what)));
    }

    void healNetwork(String service) {
        inNetworkOf(service, Stream.of("off"));
    }

    /** From a container beside it: most have neither {@code network-cut} nor the right to use it. */
    private void inNetworkOf(String service, Stream<String> words) {
        Stream<String> beside = Stream.of(
                "run",
                "--rm",
                "--user",
                "root",
                "--cap-add",
                "NET_ADMIN",
                "--network",
                "container:" + endpoints.container(service),
                "--entrypoint",
                "network-cut",
                "bascule/node:dev");
        Docker.run(Stream.concat(beside, words).toArray(String[]::new));
    }

    /**
     * Slows or fails system calls of etcd, which makes them past libc, until {@link #endCallFaults} or its own end.
     *
     * @param how as strace's inject has it
     */
    void failCallsOfEtcd(String service, String calls, String how) {
        List<String> command = new ArrayList<>(List.of("run", "--detach", "--name", tracer(service)));
        command.addAll(List.of("--user", "root", "--cap-add", "SYS_PTRACE", "--network", "none"));
        command.addAll(List.of("--pid", "container:" + endpoints.container(service)));
        command.addAll(List.of("bascule/tracer:dev", "etcd", calls, how));
        Docker.run(command.toArray(String[]::new));
        Wait.until(
                TRACED_BOUND_MS,
                () -> isTraced(service) ? Boolean.TRUE : null,
                () -> "The system calls of " + service + " are not traced: "
                        + Docker.runMerged("logs", tracer(service)).strip());
    }

    void endCallFaults(String service) {
        Docker.run("stop", tracer(service));
        Docker.run("rm", tracer(service));
    }

    private String tracer(String service) {
        return endpoints.container(service) + "-tracer";
    }

    /** Or the fault has ended the process already, and its tracer with it. */
    private boolean isTraced(String service) {
        String state = Docker.run("inspect", "--format", "{{.State.Running}} {{.State.ExitCode}}", tracer(service));
        try {
            return ENDED_WITH_TRACED.contains(state.strip())
                    || Docker.run("exec", endpoints.container(service), "sh", "-c", TRACED)
                            .contains("yes");
        } catch (LabFailure ending) {
            return false;
        }
    }

    /** As the container's root: no process of its own is. */
    private void runAsRoot(List<String> services, String... command) {
        for (String service : services) {
            List<String> words = new ArrayList<>(List.of("exec", "--user", "root", endpoints.container(service)));
            words.addAll(List.of(command));
            Docker.run(words.toArray(String[]::new));
        }
    }

    private void docker(String what, List<String> services) {
        List<String> command = new ArrayList<>(List.of(what));
        services.forEach(service -> command.add(endpoints.container(service)));
        Docker.run(command.toArray(String[]::new));
    }
}
