package io.bascule.executor;

import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent.WalKept;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** How many transactions of clients a stretch of WAL commits; Bascule's own trial commits are left out. */
final class WalCommits {
    private static final Logger LOG = Logger.getLogger(WalCommits.class);

    /** A node's return does not wait longer for a number. */
    private static final long BOUND_MS = 30_000;

    /** Since then pg_waldump takes more than one resource manager. */
    private static final int MANY_MANAGERS = 15;

    private static final Pattern OWN = Pattern.compile("rmgr: LogicalMessage .*tx: +(\\d+),.*prefix \"bascule\"");
    private static final Pattern COMMIT = Pattern.compile("rmgr: Transaction .*tx: +(\\d+),.*desc: COMMIT");

    private final Set<String> own = new HashSet<>();
    private long commits;

    private WalCommits() {}

    /** From {@code from} on in the segments of {@code folder}; {@link WalKept#NOT_COUNTED} where pg_waldump fails. */
    static long count(Path pgBin, Path folder, int majorVersion, Lsn from, String first, String last) {
        List<String> command = new ArrayList<>(List.of(
                pgBin.resolve("pg_waldump").toString(), "--path=" + folder, "--start=" + from, "--rmgr=Transaction"));
        if (majorVersion >= MANY_MANAGERS) {
            command.add("--rmgr=LogicalMessage");
        }
        command.add(first);
        command.add(last);
        WalCommits counter = new WalCommits();
        try {
            // WAL that was being written ends with an error, and so with an exit status; any other error hides commits.
            Command.Result dump =
                    Command.run(command, Map.of(), BOUND_MS, BOUND_MS, counter::read, new AtomicBoolean());
            if (dump.exitCode() != 0 && !dump.text().contains("error in WAL record")) {
                LOG.warnf("the commits in %s could not be counted: %s", folder, dump.complaint());
                return WalKept.NOT_COUNTED;
            }
            return counter.commits;
        } catch (ExecutorProblem e) {
            LOG.warnf("the commits in %s could not be counted: %s", folder, e.getMessage());
            return WalKept.NOT_COUNTED;
        }
    }

    /** One line of pg_waldump's: a message comes before the commit of its transaction. */
    private void read(String line) {
        Matcher message = OWN.matcher(line);
        if (message.find()) {
            own.add(message.group(1));
            return;
        }
        Matcher commit = COMMIT.matcher(line);
        if (commit.find() && !own.remove(commit.group(1))) {
            commits++;
        }
    }
}
