package io.bascule.notifier;

import io.bascule.events.StoryEvent;

/** Each event as one sentence for people. */
final class Titles {
    private Titles() {}

    static String of(StoryEvent event) {
        String sentence = sentence(event);
        // What other services say in their own words may end as a sentence or not.
        return event.cluster() + ": " + sentence + (sentence.endsWith(".") ? "" : ".");
    }

    private static String sentence(StoryEvent event) {
        return switch (event) {
            case StoryEvent.ClusterBootstrapped e -> "the first node, " + e.node() + ", was made.";
            case StoryEvent.PostmasterExited e ->
                "PostgreSQL on " + e.node() + (e.wasPrimary() ? ", the primary," : ", a standby,")
                        + " ended without having been asked to.";
            case StoryEvent.PrimarySuspected e ->
                "the primary " + e.primary() + " is judged lost (" + e.reason() + "); another one is being chosen.";
            case StoryEvent.SwitchoverStarted e ->
                e.requestedBy() + " asked for a switchover from " + e.primary()
                        + (e.candidate() == null ? "." : " to " + e.candidate() + ".");
            case StoryEvent.RequestRefused e -> "what " + e.requestedBy() + " asked for is not done: " + e.because();
            case StoryEvent.PrimaryReinstated e ->
                "the primary stays " + e.primary() + ", in term " + e.term() + ": " + e.because();
            case StoryEvent.RevocationStarted e ->
                "the standbys are told to stop listening to " + e.primary() + " (" + e.cause() + ").";
            case StoryEvent.PromiseGiven e ->
                e.node() + " promised to follow nobody of a term below " + e.term() + "; it is at " + e.position()
                        + ".";
            case StoryEvent.RevocationStalled e ->
                "there is no primary, since too few promises came; missing: " + String.join(", ", e.missing()) + ". "
                        + e.wayOut();
            case StoryEvent.PromotionOrdered e -> e.candidate() + " is to be primary: " + e.because();
            case StoryEvent.PrimaryPromoted e ->
                e.node() + " is the primary in term " + e.term() + ", after " + e.tookMs() + " ms of promotion.";
            case StoryEvent.PrimarySteady e -> e.primary() + " serves as primary in term " + e.term() + ".";
            case StoryEvent.SessionsCut e ->
                e.router() + " routes no writer to " + e.node() + "; " + e.sessions() + " sessions were cut.";
            case StoryEvent.WritesRouted e -> e.router() + " lets writers through to " + e.primary() + ".";
            case StoryEvent.QuorumsChanged e ->
                "a commit now waits for " + String.join(" and ", e.quorums()) + ": " + e.because();
            case StoryEvent.NodeRejoined e ->
                e.node() + " streams as a standby"
                        + switch (e.how()) {
                            case FOLLOWED -> "";
                            case REWOUND -> ", after a rewind";
                            case CLONED -> ", after a fresh clone";
                        }
                        + ".";
            case StoryEvent.WalKept e ->
                "WAL that only " + e.node() + " had, with " + e.commitsInWords() + ", from " + e.from() + " to "
                        + e.to() + ", is kept in " + e.folder() + " there.";
            case StoryEvent.FailoverBlocked e -> "there can be no failover: " + e.why() + "; " + e.wayOut();
            case StoryEvent.FailoverUnblocked e -> "a failover is possible again.";
            case StoryEvent.NodeNeedsHelp e -> e.node() + " needs help: " + e.what();
        };
    }
}
