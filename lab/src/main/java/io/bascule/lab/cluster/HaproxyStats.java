package io.bascule.lab.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What HAProxy's statistics page says about its servers (HAProxy management guide, 9.1 "CSV format").
 *
 * @param servers the servers of both backends, without those that only hold connections back
 */
public record HaproxyStats(List<Server> servers) {
    private static final String TYPE_SERVER = "2";

    public HaproxyStats {
        servers = List.copyOf(servers);
    }

    /** @param open whether it gets connections */
    public record Server(String backend, String node, boolean open, long sessions) {}

    /** @throws LabFailure if {@code csv} is not HAProxy's statistics */
    public static HaproxyStats parse(String csv) {
        List<String> lines = csv.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || !lines.getFirst().startsWith("# pxname,")) {
            throw new LabFailure("HAProxy's statistics page answered something else: is another program on its port?");
        }
        String[] names = lines.getFirst().substring(2).split(",", -1);
        List<Server> servers = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            Map<String, String> row = row(names, line);
            // The backup is the place where connections wait while no server is open.
            if (TYPE_SERVER.equals(row.get("type")) && !"1".equals(row.get("bck"))) {
                servers.add(new Server(
                        row.getOrDefault("pxname", ""),
                        row.getOrDefault("svname", ""),
                        isOpen(row.getOrDefault("status", "")),
                        Long.parseLong("0" + row.getOrDefault("scur", "0"))));
            }
        }
        return new HaproxyStats(servers);
    }

    /** The nodes that {@code backend} (write or read) sends connections to. */
    public List<String> open(String backend) {
        return servers.stream()
                .filter(s -> s.backend().equals(backend) && s.open())
                .map(Server::node)
                .toList();
    }

    private static boolean isOpen(String status) {
        // A server without checks is "no check"; in maintenance it is "MAINT", whoever put it there.
        return status.startsWith("UP") || status.equals("no check");
    }

    private static Map<String, String> row(String[] names, String line) {
        String[] values = line.split(",", -1);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < Math.min(names.length, values.length); i++) {
            row.put(names[i], values[i]);
        }
        return row;
    }
}
