package io.bascule.lab.story;

import io.bascule.events.StoryEvent;
import io.bascule.events.StoryEvent.ClusterBootstrapped;
import io.bascule.events.StoryEvent.FailoverBlocked;
import io.bascule.events.StoryEvent.FailoverUnblocked;
import io.bascule.events.StoryEvent.NodeNeedsHelp;
import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.events.StoryEvent.PostmasterExited;
import io.bascule.events.StoryEvent.PrimaryPromoted;
import io.bascule.events.StoryEvent.PrimaryReinstated;
import io.bascule.events.StoryEvent.PrimarySteady;
import io.bascule.events.StoryEvent.PrimarySuspected;
import io.bascule.events.StoryEvent.PromiseGiven;
import io.bascule.events.StoryEvent.PromotionOrdered;
import io.bascule.events.StoryEvent.QuorumsChanged;
import io.bascule.events.StoryEvent.RequestRefused;
import io.bascule.events.StoryEvent.RevocationStalled;
import io.bascule.events.StoryEvent.RevocationStarted;
import io.bascule.events.StoryEvent.SessionsCut;
import io.bascule.events.StoryEvent.SwitchoverStarted;
import io.bascule.events.StoryEvent.WalKept;
import io.bascule.events.StoryEvent.WritesRouted;

/** Events as people read them. */
public final class Sentences {
    private Sentences() {}

    public static String of(StoryEvent event) {
        return switch (event) {
            case ClusterBootstrapped e -> "the cluster was made on " + e.node();
            case PostmasterExited e -> e.node() + "'s PostgreSQL ended by itself";
            case PrimarySuspected e -> e.primary() + " is judged lost: " + e.reason() + evidence(e);
            case SwitchoverStarted e ->
                "switchover from " + e.primary() + (e.candidate() == null ? "" : " to " + e.candidate())
                        + ": new connections wait, " + e.primary() + " is stopped cleanly";
            case RequestRefused e -> "what " + e.requestedBy() + " asked for is not done: " + e.because();
            case PrimaryReinstated e -> e.primary() + " stays primary: " + e.because();
            case RevocationStarted e ->
                "term " + e.term() + ": the standbys are told to stop listening to " + e.primary();
            case PromiseGiven e ->
                e.node() + " promised to, and has WAL to " + e.position().lsn();
            case RevocationStalled e ->
                "the revocation waits for " + String.join(" and ", e.missing()) + ": " + e.wayOut();
            case PromotionOrdered e -> "enough have promised: " + e.candidate() + " is to be primary, " + e.because();
            case PrimaryPromoted e -> e.node() + " is out of recovery, on timeline " + e.timeline();
            case PrimarySteady e -> e.primary() + " is primary of term " + e.term();
            case SessionsCut e -> e.router() + " cut " + e.sessions() + " sessions to " + e.node();
            case WritesRouted e -> e.router() + " lets writers through to " + e.primary();
            case QuorumsChanged e -> "commits wait for " + String.join(" and ", e.quorums()) + ": " + e.because();
            case NodeRejoined e -> e.node() + " streams again, " + how(e.how());
            case WalKept e ->
                "WAL that only " + e.node() + " had, with " + e.commitsInWords() + ", was kept in " + e.folder();
            case FailoverBlocked e -> "a failover is not possible: " + e.why() + "; " + e.wayOut();
            case FailoverUnblocked e -> "a failover is possible again";
            case NodeNeedsHelp e -> e.node() + " needs help: " + e.what();
        };
    }

    private static String evidence(PrimarySuspected event) {
        return event.evidence().isEmpty() ? "" : " (" + String.join("; ", event.evidence()) + ")";
    }

    private static String how(NodeRejoined.How how) {
        return switch (how) {
            case FOLLOWED -> "with nothing to undo";
            case REWOUND -> "rewound";
            case CLONED -> "cloned anew";
        };
    }
}
