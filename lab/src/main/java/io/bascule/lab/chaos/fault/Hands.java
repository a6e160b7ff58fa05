package io.bascule.lab.chaos.fault;

import io.bascule.lab.cluster.Docker;
import io.bascule.lab.cluster.Endpoints;
import io.bascule.lab.cluster.LabFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What faults are done with: Docker's client on this cluster's containers, nothing else. For one thread. */
public final class Hands {
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

    /** As the container's root: no process of its own is. */
    void runAsRoot(List<String> services, String... command) {
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
