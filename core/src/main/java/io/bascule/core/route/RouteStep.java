package io.bascule.core.route;

/** One small thing to do at HAProxy. Each may be repeated without harm. They are done in order, up to the first that fails. */
public sealed interface RouteStep {
    Server server();

    Reason reason();

    /** Takes no more new connections; those that arrive wait at the backup server. */
    record Close(Server server, Reason reason) implements RouteStep {}

    /** Takes new connections. */
    record Open(Server server, Reason reason) implements RouteStep {}

    /** Ends the sessions of a closed server. */
    record Cut(Server server, Reason reason) implements RouteStep {}

    /** Why; a closed list, shown in logs and as a label of metrics. */
    enum Reason {
        NOT_PRIMARY("it is not the primary"),
        DRAINING("a switchover drains it"),
        REVOKING("the primary is being revoked"),
        PROMOTING("a new primary is being made"),
        STEADY_PRIMARY("it is the primary"),
        STREAMING_STANDBY("it is a standby that streams"),
        NO_FIT_STANDBY("no standby is fit to serve reads"),
        NO_READ_TARGET("it is not among those that serve reads"),
        GRACE_PASSED("its sessions had their time to end");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
