package io.bascule.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import java.util.List;

/** Values with every field set, for tests. */
public final class Examples {
    private static final Instance NODE1 = new Instance("node1", "0a1b2c3d");
    private static final Instance NODE2 = new Instance("node2", "4e5f6a7b");

    private Examples() {}

    public static ClusterRecord record(long term, long version) {
        return new ClusterRecord(
                "demo",
                "7300000000000000001",
                version,
                term,
                Phase.STEADY,
                NODE1,
                List.of(new Quorum(term, version, List.of(NODE2), 1)),
                List.of(new Timeline(1, term, Lsn.ZERO)),
                new Decision("d1", "bootstrap", "election1", null, null, List.of("node1 ran initdb")));
    }

    public static Promise promise(long term, String node) {
        return new Promise(
                term,
                new Instance(node, "4e5f6a7b"),
                new WalPosition(1, Lsn.parse("0/3000148")),
                1,
                0,
                new Seen("cdf818194e3a8c32", 1, 7));
    }

    public static MemberState member(String node) {
        return new MemberState(
                node,
                new Instance(node, "0a1b2c3d"),
                node + ":5432",
                "7300000000000000001",
                MemberState.Postgres.RUNNING,
                MemberState.Role.PRIMARY,
                1,
                new WalPosition(1, Lsn.parse("0/3000148")),
                1,
                1,
                Lsn.ZERO,
                null,
                3,
                3,
                null,
                0,
                false,
                List.of(new MemberState.StreamingStandby(NODE2, Lsn.parse("0/3000148"), true)),
                List.of(new MemberState.AbsentVoter(new Instance("node3", "0a1b2c3d"), 750)),
                0,
                new Seen("cdf818194e3a8c32", 1, 7),
                "serving",
                null,
                Settings.Durability.QUORUM,
                1);
    }

    public static Settings settings() {
        String json = "{\"durability\": \"available\", \"acks\": 2, \"paused\": true, \"priorities\": {\"node1\": 5}}";
        return Json.readSettings(json.getBytes(UTF_8), Settings.DEFAULTS);
    }
}
