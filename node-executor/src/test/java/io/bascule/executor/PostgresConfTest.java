package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Quorum;
import io.bascule.platform.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresConfTest {
    @TempDir
    Path root = Path.of("");

    private static final Instance SELF = new Instance("node-2", "0123abcd");
    private static final Upstream NODE1 = new Upstream(1, new Instance("node1", "11111111"), "node1:5432");

    @BeforeEach
    void begin() throws IOException {
        Files.createDirectories(root.resolve("state"));
        Files.createDirectories(root.resolve("pgdata"));
        Files.writeString(root.resolve("pgdata/PG_VERSION"), "17\n");
        Files.createDirectories(root.resolve("secrets"));
        Files.writeString(root.resolve("secrets/replication"), "a:b\\c\n");
        Files.writeString(root.resolve("secrets/rewind"), "r\n");
    }

    private PostgresConf conf() {
        return new PostgresConf(new Paths(root), new Secrets(root.resolve("secrets")), 5432, List.of("10.0.0.0/8"));
    }

    private String written() throws IOException {
        return Files.readString(new Paths(root).config());
    }

    @Test
    void theCutLeavesNeitherAnUpstreamNorAPassword() throws IOException {
        conf().writeFollowing(NODE1, SELF);
        conf().writeCut();
        assertThat(written()).contains("primary_conninfo = ''").contains("primary_slot_name = ''");
        assertThat(Files.exists(new Paths(root).replicationPass())).isFalse();
    }

    @Test
    void aStandbyConnectsUnderItsInstanceToASlotOnThatDiskAloneWithoutAPasswordInTheSetting() throws IOException {
        conf().writeFollowing(NODE1, SELF);
        assertThat(written())
                .contains("host=node1 port=5432")
                .contains("application_name=node-2_0123abcd")
                .contains("primary_slot_name = 'bascule_node_2_on_11111111'")
                .doesNotContain("password=");
        assertThat(Files.readString(new Paths(root).replicationPass()))
                .isEqualTo("node1:5432:*:bascule_replication:a\\:b\\\\c\n");
    }

    @Test
    void thePasswordIsGoodForNobodyWhoWasFollowedBefore() throws IOException {
        conf().writeFollowing(NODE1, SELF);
        conf().writeCut();
        conf().writeFollowing(new Upstream(2, new Instance("node3", "33333333"), "node3:5433"), SELF);
        assertThat(Files.readString(new Paths(root).replicationPass()))
                .startsWith("node3:5433:")
                .doesNotContain("node1");
    }

    @Test
    void aStandbyThatBecomesPrimaryByAccidentAcknowledgesNothing() throws IOException {
        conf().writeCut();
        assertThat(written()).contains("synchronous_standby_names = 'ANY 1 (\"bascule nobody\")'");
    }

    @Test
    void aPrimaryWaitsForItsQuorum() throws IOException {
        conf().writePrimary(new Quorum(1, 1, List.of(SELF), 1));
        assertThat(written())
                .contains("synchronous_standby_names = 'ANY 1 (\"node-2_0123abcd\")'", "bascule.quorum = '1'");
    }

    @Test
    void whatAnAbsentStandbyHoldsIsBounded() throws IOException {
        conf().writeCut();
        assertThat(written()).contains("max_slot_wal_keep_size = '4GB'");
    }

    @Test
    void whatAlterSystemSetOfOursIsTakenBackAndTheRestKept() throws IOException {
        Path auto = root.resolve("pgdata/postgresql.auto.conf");
        Files.writeString(auto, "# by hand\nwork_mem = '8MB'\nfsync = 'off'\nprimary_conninfo='host=x'\n");
        assertThat(conf().reclaimAutoConf()).containsExactly("fsync", "primary_conninfo");
        assertThat(Files.readString(auto)).isEqualTo("# by hand\nwork_mem = '8MB'\n");
    }

    @Test
    void theSuperuserIsAdmittedFromThisMachineOnly() throws IOException {
        conf().writeCut();
        List<String> lines = Files.readAllLines(new Paths(root).hba());
        assertThat(lines.indexOf("host all postgres all reject"))
                .isLessThan(lines.indexOf("host all all 10.0.0.0/8 scram-sha-256"));
    }
}
