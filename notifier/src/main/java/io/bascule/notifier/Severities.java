package io.bascule.notifier;

import io.bascule.core.record.Decision;
import io.bascule.events.StoryEvent;

/** The table of what pages. */
final class Severities {
    private Severities() {}

    static Severity of(StoryEvent event) {
        return switch (event) {
            case StoryEvent.PrimarySuspected e -> Severity.PAGE;
            case StoryEvent.RevocationStalled e -> Severity.PAGE;
            case StoryEvent.FailoverBlocked e -> Severity.PAGE;
            case StoryEvent.NodeNeedsHelp e -> Severity.PAGE;

            case StoryEvent.PostmasterExited e -> Severity.WARN;
            case StoryEvent.PrimaryPromoted e -> Severity.WARN;
            case StoryEvent.PrimaryReinstated e -> Severity.WARN;
            case StoryEvent.RequestRefused e -> Severity.WARN;
            case StoryEvent.FailoverUnblocked e -> Severity.WARN;
            case StoryEvent.WalKept e -> Severity.WARN;

            // An operator asked for a switchover; nobody asked for anything else.
            case StoryEvent.RevocationStarted e ->
                e.cause().equals(Decision.SWITCHOVER) ? Severity.INFO : Severity.WARN;
            // A standby that only re-points is part of every failover; one that had to be mended is news.
            case StoryEvent.NodeRejoined e ->
                e.how() == StoryEvent.NodeRejoined.How.FOLLOWED ? Severity.INFO : Severity.WARN;

            case StoryEvent.ClusterBootstrapped e -> Severity.INFO;
            case StoryEvent.SwitchoverStarted e -> Severity.INFO;
            case StoryEvent.PromiseGiven e -> Severity.INFO;
            case StoryEvent.PromotionOrdered e -> Severity.INFO;
            case StoryEvent.PrimarySteady e -> Severity.INFO;
            case StoryEvent.SessionsCut e -> Severity.INFO;
            case StoryEvent.WritesRouted e -> Severity.INFO;
            case StoryEvent.QuorumsChanged e -> Severity.INFO;
        };
    }
}
