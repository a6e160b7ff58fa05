package io.bascule.executor;

import io.bascule.events.Lsn;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What pg_control says of a stopped data directory.
 *
 * @param state PostgreSQL's words, such as {@code shut down} or {@code in production}
 * @param checkpoint where the last checkpoint record begins
 * @param redo where recovery would begin
 */
record ControlData(String systemIdentifier, String state, Lsn checkpoint, Lsn redo, int timeline, long segmentBytes) {
    private static final long TIMEOUT_MS = 5000;

    boolean cleanPrimary() {
        return state.equals("shut down");
    }

    /** @throws ExecutorProblem when pg_controldata fails */
    static ControlData read(Path pgBin, Path pgdata) {
        Command.Result result = Command.run(
                List.of(pgBin.resolve("pg_controldata").toString(), "-D", pgdata.toString()), Map.of(), TIMEOUT_MS);
        if (result.exitCode() != 0) {
            throw new ExecutorProblem("pg_controldata failed: " + result.complaint());
        }
        return parse(result.output());
    }

    static ControlData parse(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return new ControlData(
                value(values, "Database system identifier"),
                value(values, "Database cluster state"),
                Lsn.parse(value(values, "Latest checkpoint location")),
                Lsn.parse(value(values, "Latest checkpoint's REDO location")),
                Integer.parseInt(value(values, "Latest checkpoint's TimeLineID")),
                Long.parseLong(value(values, "Bytes per WAL segment")));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new ExecutorProblem("pg_controldata does not say '" + name + "'");
        }
        return value;
    }
}
