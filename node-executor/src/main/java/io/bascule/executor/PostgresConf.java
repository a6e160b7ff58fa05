package io.bascule.executor;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Quorum;
import io.bascule.platform.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files that PostgreSQL is started with. They stand outside PGDATA, because a clone or a rewind brings the
 * source's: postgres is given {@code config_file}, which reads the operator's postgresql.conf in PGDATA first, and
 * Bascule's own settings after it.
 */
final class PostgresConf implements Configuration {
    static final String REPLICATION_USER = "bascule_replication";
    static final String REWIND_USER = "bascule_rewind";
    static final String MONITOR_USER = "bascule_monitor";

    /** The password files in BASCULE_SECRETS. */
    static final String SUPERUSER = "superuser";

    static final String REPLICATION = "replication";
    static final String REWIND = "rewind";
    static final String MONITOR = "monitor";
    static final String APP = "app";

    private final Paths paths;
    private final Secrets secrets;
    private final int port;
    private final List<String> networks;

    PostgresConf(Paths paths, Secrets secrets, int port, List<String> networks) {
        this.paths = paths;
        this.secrets = secrets;
        this.port = port;
        this.networks = List.copyOf(networks);
    }

    /** No upstream, and no password with which an old one could be reached. */
    @Override
    public void writeCut() {
        deletePass();
        write("", null, FAIL_CLOSED);
    }

    /**
     * The password is good for this upstream only: until the startup process has read the new connection string, it may
     * launch a WAL receiver with the one from before the cut (R4).
     */
    @Override
    public void writeFollowing(Upstream upstream, Instance self) {
        int colon = upstream.address().lastIndexOf(':');
        writePrivate(
                paths.replicationPass(),
                passLine(
                        upstream.address().substring(0, colon),
                        upstream.address().substring(colon + 1),
                        REPLICATION_USER,
                        REPLICATION));
        write(conninfo(upstream, self), Slots.slotOf(self.node(), upstream.primary()), FAIL_CLOSED);
    }

    @Override
    public void writePrimary(Quorum quorum) {
        deletePass();
        write("", null, quorum);
    }

    /** The password file for pg_basebackup and pg_rewind. */
    Path writeToolPass() {
        writePrivate(
                paths.toolPass(),
                passLine("*", "*", REPLICATION_USER, REPLICATION) + passLine("*", "*", REWIND_USER, REWIND));
        return paths.toolPass();
    }

    @Override
    public List<String> reclaimAutoConf() {
        Path auto = paths.pgdata().resolve("postgresql.auto.conf");
        try {
            if (!Files.exists(auto)) {
                return List.of();
            }
            List<String> kept = new ArrayList<>();
            List<String> removed = new ArrayList<>();
            for (String line : Files.readAllLines(auto)) {
                String name = line.split("[\\s=]", 2)[0].strip();
                (PostgresSettings.OWNED.contains(name) ? removed : kept).add(line);
            }
            if (!removed.isEmpty()) {
                JsonStateFile.writeDurably(auto, (String.join("\n", kept) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return removed.stream().map(l -> l.split("[\\s=]", 2)[0]).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(auto + " cannot be rewritten", e);
        }
    }

    private String conninfo(Upstream upstream, Instance self) {
        int colon = upstream.address().lastIndexOf(':');
        return "host=" + upstream.address().substring(0, colon)
                + " port=" + upstream.address().substring(colon + 1)
                + " user=" + REPLICATION_USER
                + " application_name=" + self.applicationName()
                + " passfile=''" + paths.replicationPass() + "''"
                + " connect_timeout=2 keepalives_idle=2 keepalives_interval=1 keepalives_count=3"
                + " tcp_user_timeout=5000 gssencmode=disable";
    }

    private void write(String conninfo, @Nullable String slot, Quorum quorum) {
        writePrivate(paths.hba(), PostgresSettings.hba(networks));
        writePrivate(paths.ident(), "");
        StringBuilder text = new StringBuilder("# Written by Bascule at every change; yours go to "
                + paths.pgdata().resolve("postgresql.conf") + ".\n");
        text.append(PostgresSettings.DEFAULTS);
        text.append("include_if_exists '")
                .append(paths.pgdata().resolve("postgresql.conf"))
                .append("'\n");
        text.append("port = ").append(port).append('\n');
        text.append("unix_socket_directories = '").append(paths.run()).append("'\n");
        text.append("hba_file = '").append(paths.hba()).append("'\n");
        text.append("ident_file = '").append(paths.ident()).append("'\n");
        text.append(PostgresSettings.fixed(majorVersion()));
        text.append("synchronous_standby_names = '")
                .append(quorum.standbyNames())
                .append("'\n");
        // Names may come back that were used before, and be shown before the file was read again (R2); versions do not.
        text.append("bascule.quorum = '").append(quorum.version()).append("'\n");
        text.append("primary_conninfo = '").append(conninfo).append("'\n");
        text.append("primary_slot_name = '").append(slot == null ? "" : slot).append("'\n");
        writePrivate(paths.config(), text.toString());
    }

    int majorVersion() {
        try {
            return Integer.parseInt(
                    Files.readString(paths.pgdata().resolve("PG_VERSION")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("PG_VERSION in " + paths.pgdata() + " cannot be read", e);
        }
    }

    /** A line of a .pgpass file; {@code *} stands for any host or port (PostgreSQL manual, 34.16). */
    private String passLine(String host, String port, String user, String file) {
        return escaped(host) + ":" + port + ":*:" + user + ":" + escaped(secrets.password(file)) + "\n";
    }

    private static String escaped(String field) {
        return field.replace("\\", "\\\\").replace(":", "\\:");
    }

    private void deletePass() {
        try {
            Files.deleteIfExists(paths.replicationPass());
        } catch (IOException e) {
            throw new UncheckedIOException(paths.replicationPass() + " cannot be removed", e);
        }
    }

    /** Atomic, since PostgreSQL may read it at any moment; not fsynced, since every start writes it anew. */
    private static void writePrivate(Path path, String content) {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try {
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(next, content);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be written; check the disk's space and rights", e);
        }
    }
}
