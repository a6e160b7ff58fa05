package io.bascule.core.judge;

/** Why the judgement is what it is: log key, metric label and vocabulary at once. */
public enum Reason {
    /** Its monitor says that it answers. */
    ANSWERS(Kind.SERVES),

    /** This copy has not yet seen it serve in this term, and it has not had the time to appear. */
    NOT_SEEN_YET(Kind.DONT_KNOW),
    /** Its executor is starting it. */
    STARTING(Kind.DONT_KNOW),
    /** Its monitor is silent, but it can be reached: the monitor is paused or Kafka is slow. */
    MONITOR_SILENT(Kind.DONT_KNOW),
    /** Its monitor is silent and too few observers say that it cannot be reached. */
    TOO_FEW_OBSERVERS(Kind.DONT_KNOW),
    /** Its monitor is silent and most cannot reach it, nor does anybody, for less than the bound. */
    SUSPICIOUS(Kind.DONT_KNOW),
    /** It accepts connections but does not answer, for less than the bound. */
    SLOW(Kind.DONT_KNOW),
    /** Nobody's probes arrive, or only the first again, and its lease in the store lives: Kafka is away, not the primary. */
    KAFKA_SILENT(Kind.DONT_KNOW),

    /** Its executor saw its postmaster end. */
    POSTMASTER_EXITED(Kind.LOST),
    /** Its monitor's held connection ended and a new one was refused. */
    CONNECTION_REFUSED(Kind.LOST),
    /** Its monitor is silent and most observers saw their connections end: the machine has stopped. */
    NODE_GONE(Kind.LOST),
    /** Its monitor is silent, most observers get no answer, and nobody does: cut off, frozen or without power. */
    NODE_SILENT(Kind.LOST),
    /** It accepts connections but has not answered for longer than the bound; or most find it so, its monitor silent. */
    NOT_ANSWERING(Kind.LOST),
    /** It answers reads, but no local write for longer than the bound. */
    WRITES_STALL(Kind.LOST),
    /** It was restarted, and has answered in recovery, taking no writes, for longer than the bound for a promotion. */
    IN_RECOVERY(Kind.LOST),
    /** A primary that never appeared within the bound for a cold start. */
    NEVER_SEEN(Kind.LOST);

    /** What follows from a reason. */
    public enum Kind {
        SERVES,
        /** Never leads to a failover. */
        DONT_KNOW,
        LOST
    }

    private final Kind kind;

    Reason(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether it is not known to be lost, and nobody says that it can be reached. */
    public boolean mayBeAway() {
        return switch (this) {
            case NOT_SEEN_YET, TOO_FEW_OBSERVERS, SUSPICIOUS, KAFKA_SILENT -> true;
            default -> false;
        };
    }
}
