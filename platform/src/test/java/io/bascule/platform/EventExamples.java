package io.bascule.platform;

import io.bascule.events.Event;
import io.bascule.events.LookNow;
import io.bascule.events.Lsn;
import io.bascule.events.Probe;
import io.bascule.events.Probe.PeerSight;
import io.bascule.events.Probe.PostgresStatus;
import io.bascule.events.Probe.Reach;
import io.bascule.events.Probe.Role;
import io.bascule.events.Probe.StandbyStatus;
import io.bascule.events.StoryEvent;
import io.bascule.events.WalPosition;
import java.util.List;

/** One example of each event, as its golden file has it. */
final class EventExamples {
    private static final Lsn LSN = Lsn.parse("0/3000148");
    private static final WalPosition POSITION = new WalPosition(2, LSN);

    private EventExamples() {}

    static List<Event> all() {
        return List.of(
                probe(),
                new LookNow("demo", 3, 17),
                new StoryEvent.ClusterBootstrapped("demo", 1, "node1", "7300000000000000001"),
                new StoryEvent.PostmasterExited("demo", 2, "node1", true),
                new StoryEvent.PrimarySuspected("demo", 2, "node1", "NODE_SILENT", List.of("its monitor is silent")),
                new StoryEvent.SwitchoverStarted("demo", 2, "node1", null, "election1"),
                new StoryEvent.RequestRefused(
                        "demo", 3, "e10d16d4-6634-472a-b0b3-e3a0b5570aad", "ana", "a failover has overtaken it"),
                new StoryEvent.PrimaryReinstated("demo", 3, "node1", "it did not stop within 10000 ms"),
                new StoryEvent.RevocationStarted("demo", 3, "node1", "NODE_SILENT"),
                new StoryEvent.PromiseGiven("demo", 3, "node2", POSITION),
                new StoryEvent.RevocationStalled("demo", 3, List.of("node2", "node3"), "start one of them"),
                new StoryEvent.PromotionOrdered("demo", 3, "node2", POSITION, "most advanced"),
                new StoryEvent.PrimaryPromoted("demo", 3, "node2", 2, LSN, 87),
                new StoryEvent.PrimarySteady("demo", 3, "node2", 2),
                new StoryEvent.SessionsCut("demo", 3, "router1", "node1", 4),
                new StoryEvent.WritesRouted("demo", 3, "router1", "node2"),
                new StoryEvent.QuorumsChanged(
                        "demo", 3, 17, List.of("ANY 1 (node1_0a1b2c3d, node3_4e5f6a7b)"), "node1 streams"),
                new StoryEvent.NodeRejoined("demo", 3, "node1", StoryEvent.NodeRejoined.How.REWOUND),
                new StoryEvent.WalKept("demo", 3, "node1", "/var/lib/bascule/kept/3", LSN, Lsn.parse("0/4000000"), 12),
                new StoryEvent.FailoverBlocked("demo", 3, "no voter streams", "start node2 or node3"),
                new StoryEvent.FailoverUnblocked("demo", 3),
                new StoryEvent.NodeNeedsHelp("demo", 3, "node1", "the data directory belongs to another cluster"));
    }

    private static Probe probe() {
        PostgresStatus own = new PostgresStatus(
                Reach.ANSWERS,
                12_000,
                Role.PRIMARY,
                1,
                LSN,
                LSN,
                null,
                0,
                false,
                List.of(new StandbyStatus("node2_4e5f6a7b", "streaming", "quorum", LSN, LSN)));
        return new Probe(
                "demo",
                "node1",
                "6d1c3a52-0f0e-4c59-9a39-2b0b4d1c1f10",
                42,
                0,
                own,
                List.of(new PeerSight("node2", Reach.ANSWERS, 9000), new PeerSight("node3", Reach.SILENT, 1250)));
    }
}
