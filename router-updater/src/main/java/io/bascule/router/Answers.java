package io.bascule.router;

import io.bascule.core.route.Backend;
import io.bascule.core.route.ProxyView;
import io.bascule.core.route.ProxyView.Admission;
import io.bascule.core.route.ProxyView.Shown;
import io.bascule.core.route.Server;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what HAProxy answers. Fields are found by name: their order grows with its versions. */
final class Answers {
    /** Both at once, so that a restart between them cannot mix two starts. Type 4 of {@code show stat} is servers. */
    static final String LOOK = "show info;show stat -1 4 -1";

    private Answers() {}

    /**
     * @param answer to {@link #LOOK}
     * @throws IllegalArgumentException if it is not such an answer, naming what is missing
     */
    static ProxyView view(String answer) {
        List<String> lines = answer.lines().toList();
        return new ProxyView(new ProxyView.Run(info(lines, "Pid"), info(lines, "Start_time_sec")), servers(lines));
    }

    /** Nothing for a command that succeeded, which HAProxy says by an empty line; else its words. */
    static Optional<String> refusal(String answer) {
        return answer.isBlank() ? Optional.empty() : Optional.of(answer.strip());
    }

    private static long info(List<String> lines, String name) {
        String prefix = name + ": ";
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst()
                .map(Long::valueOf)
                .orElseThrow(() -> new IllegalArgumentException("'show info' has no " + name));
    }

    private static Map<Server, Shown> servers(List<String> lines) {
        int head = 0;
        while (head < lines.size() && !lines.get(head).startsWith("# ")) {
            head++;
        }
        if (head == lines.size()) {
            throw new IllegalArgumentException("'show stat' has no line of names");
        }
        List<String> names = fields(lines.get(head).substring(2));
        var servers = new HashMap<Server, Shown>();
        for (String line : lines.subList(head + 1, lines.size())) {
            if (!line.isBlank()) {
                server(names, fields(line), servers);
            }
        }
        return servers;
    }

    private static void server(List<String> names, List<String> values, Map<Server, Shown> servers) {
        boolean isBackup = "1".equals(value(names, values, "bck"));
        if (isBackup) {
            return;
        }
        String proxy = value(names, values, "pxname");
        Arrays.stream(Backend.values())
                .filter(b -> b.proxyName().equals(proxy))
                .forEach(backend -> servers.put(
                        new Server(backend, value(names, values, "svname")),
                        new Shown(
                                admission(value(names, values, "status")),
                                Integer.parseInt(value(names, values, "scur")))));
    }

    private static String value(List<String> names, List<String> values, String name) {
        int at = names.indexOf(name);
        if (at < 0 || at >= values.size()) {
            throw new IllegalArgumentException("'show stat' has no field " + name);
        }
        return values.get(at);
    }

    private static List<String> fields(String line) {
        return List.of(line.split(",", -1));
    }

    /** The words of {@code show stat}: {@code no check} is a server without checks that is up. */
    private static Admission admission(String status) {
        if (status.startsWith("MAINT")) {
            return Admission.CLOSED;
        }
        return status.equals("no check") || status.startsWith("UP") ? Admission.READY : Admission.OTHER;
    }
}
