package io.bascule.simulation.postgres;

import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.executor.Slots;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Scene;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The WAL senders of one PostgreSQL. */
final class Senders {
    private static final int SLOTS = 16;

    private final Scene scene;
    private final Server server;
    private final List<Connection> open = new ArrayList<>();
    private int nextPid = 100;

    Senders(Scene scene, Server server) {
        this.scene = scene;
        this.server = server;
    }

    List<Connection> open() {
        return open;
    }

    List<Walsender> rows() {
        return open.stream().map(Connection::row).toList();
    }

    boolean allHave(int position) {
        return open.stream().allMatch(c -> c.flush() >= position);
    }

    void pump() {
        for (Connection sender : open) {
            sender.pump();
        }
    }

    void keepAlive() {
        List.copyOf(open).forEach(Connection::keepAlive);
    }

    void reload() {
        for (Connection sender : open) {
            sender.reload(server.pace().reload());
        }
    }

    void closeAll() {
        List.copyOf(open).forEach(Connection::closeSender);
        open.clear();
    }

    /** One sender per slot, and each disk has its own slots. Null where the login or the request fails. */
    @Nullable
    Connection accept(Server from, Upstream asked, Instance self) {
        boolean slotTaken = open.stream().anyMatch(c -> c.down == from);
        if (server.state() != Server.State.RUNNING || slotTaken || open.size() >= SLOTS || !hasSlotFor(from, asked)) {
            return null;
        }
        DataDir theirs = from.dir();
        int start = theirs.size();
        int fork = server.dir().forkAfter(theirs.newestHistory());
        boolean stuck =
                fork == -2 || fork >= 0 && fork < start || start > server.dir().size();
        if (stuck) {
            scene.story()
                    .tell(() -> server.node() + ": has nothing that fits behind what " + from.node() + " has, timeline "
                            + theirs.newestHistory() + " at " + start + ", left at " + fork);
        }
        // One that is ahead is left to people.
        boolean strands = stuck && fork != -1;
        Connection made = new Connection(scene, server, from, self, asked, nextPid++, start, stuck, strands);
        open.add(made);
        return made;
    }

    private boolean hasSlotFor(Server from, Upstream asked) {
        return scene.broken(Mutation.ANY_DISK_STREAMED)
                || server.dir().slots().contains(Slots.slotOf(from.node(), asked.primary()));
    }

    void end(int pid) {
        List.copyOf(open).stream().filter(c -> c.pid() == pid).forEach(Connection::closeSender);
    }

    void forget(Connection sender) {
        open.remove(sender);
    }
}
