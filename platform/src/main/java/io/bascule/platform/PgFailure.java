package io.bascule.platform;

/** Why PostgreSQL could not be asked. */
public final class PgFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What kind of failure, for judging. */
    public enum Kind {
        /** The host's kernel refused the connection. */
        REFUSED,
        /** No answer within the bound, or no way to the host: nothing was learnt. */
        TIMEOUT,
        /** An established connection ended. */
        CLOSED,
        /** SQLSTATE 57P03 or 57P01/57P02: starting up, shutting down, recovering. */
        NOT_READY,
        /** PostgreSQL answered with another error: it is alive. */
        ERROR
    }

    private final Kind kind;

    public PgFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
