package io.bascule.lab.cluster;

/** Something the lab needs did not happen. The message is one sentence for people, with the way out where there is one. */
public final class LabFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LabFailure(String message) {
        super(message);
    }

    public LabFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
