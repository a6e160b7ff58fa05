package io.bascule.lab.chaos.fault;

import io.bascule.lab.cluster.Docker;
import io.bascule.lab.cluster.Endpoints;
import java.util.ArrayList;
import java.util.List;

/** What faults are done with: Docker's client on this cluster's containers, nothing else. */
public record Hands(Endpoints endpoints) {
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
