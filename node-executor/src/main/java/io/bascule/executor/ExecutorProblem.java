package io.bascule.executor;

/** An action did not succeed; the message is one sentence for people, with the way out where there is one. */
public final class ExecutorProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ExecutorProblem(String sentence) {
        super(sentence);
    }

    public ExecutorProblem(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
