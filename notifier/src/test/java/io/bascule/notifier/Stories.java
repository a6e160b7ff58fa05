package io.bascule.notifier;

import io.bascule.core.record.Decision;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent;
import io.bascule.events.WalPosition;
import java.util.List;

/** One event of each kind, and the two that are sorted by what they say. */
final class Stories {
    static final StoryEvent PAGES = new StoryEvent.PrimarySuspected("demo", 4, "node1", "NODE_SILENT", List.of());
    static final StoryEvent WARNS = new StoryEvent.PrimaryPromoted("demo", 5, "node2", 3, new Lsn(4096), 41);
    static final StoryEvent INFORMS = new StoryEvent.WritesRouted("demo", 5, "router1", "node2");

    static final List<StoryEvent> ALL = List.of(
            PAGES,
            WARNS,
            INFORMS,
            new StoryEvent.ClusterBootstrapped("demo", 1, "node1", "7300000000000000001"),
            new StoryEvent.PostmasterExited("demo", 4, "node1", true),
            new StoryEvent.PostmasterExited("demo", 4, "node3", false),
            new StoryEvent.SwitchoverStarted("demo", 4, "node1", null, "ana"),
            new StoryEvent.RequestRefused("demo", 5, "r-1", "ana", "node1 is back"),
            new StoryEvent.PrimaryReinstated("demo", 5, "node1", "too few promises came in time"),
            revocation("NODE_SILENT"),
            revocation(Decision.SWITCHOVER),
            new StoryEvent.PromiseGiven("demo", 5, "node2", new WalPosition(4, new Lsn(4096))),
            new StoryEvent.RevocationStalled("demo", 5, List.of("node2", "node3"), "Start one of them."),
            new StoryEvent.PromotionOrdered(
                    "demo", 5, "node2", new WalPosition(4, new Lsn(4096)), "it is the most advanced"),
            new StoryEvent.PrimarySteady("demo", 5, "node2", 3),
            new StoryEvent.SessionsCut("demo", 5, "router1", "node1", 4),
            new StoryEvent.QuorumsChanged("demo", 5, 12, List.of("ANY 1 (node3_0000000a)"), "node1 was lost"),
            rejoined(StoryEvent.NodeRejoined.How.FOLLOWED),
            rejoined(StoryEvent.NodeRejoined.How.REWOUND),
            rejoined(StoryEvent.NodeRejoined.How.CLONED),
            new StoryEvent.WalKept("demo", 5, "node1", "/var/lib/bascule/kept/5", new Lsn(4096), new Lsn(8192), 3),
            new StoryEvent.FailoverBlocked("demo", 5, "etcd was wiped", "reseat it above term 5"),
            new StoryEvent.FailoverUnblocked("demo", 5),
            new StoryEvent.NodeNeedsHelp("demo", 5, "node1", "its disk is full; free some space."));

    private Stories() {}

    static StoryEvent revocation(String cause) {
        return new StoryEvent.RevocationStarted("demo", 5, "node1", cause);
    }

    static StoryEvent rejoined(StoryEvent.NodeRejoined.How how) {
        return new StoryEvent.NodeRejoined("demo", 5, "node1", how);
    }

    static Page page(String id) {
        return Page.of(id, "io.bascule.PrimarySuspected.v1", "2026-11-22T10:00:00.123Z", PAGES);
    }
}
