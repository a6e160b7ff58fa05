package io.bascule.executor;

/** What makes the first data directory of a cluster. Both are bounded, and throw an {@link ExecutorProblem}. */
public interface Founding {
    void initdb();

    /** The roles and the database that Bascule and its clients use, in a PostgreSQL that answers. */
    void makeRoles();
}
