package io.bascule.core.probe;

/** What one attempt came to. */
public enum Outcome {
    /** A query was answered, or the login was refused with words. */
    ANSWERED,
    /** PostgreSQL says that it is starting up, shutting down or recovering. */
    NOT_READY,
    /** The other host's kernel refused the connection. */
    REFUSED,
    /** The other side ended the connection before it answered. */
    CUT_SHORT,
    /** Nothing came within the bound. */
    TIMED_OUT
}
