package io.bascule.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The password files, read when they are needed so that a changed one is taken up. */
record Secrets(Path directory) {
    static final String SUPERUSER = "superuser";
    static final String REPLICATION = "replication";
    static final String REWIND = "rewind";
    static final String MONITOR = "monitor";
    static final String APP = "app";

    /** @throws ExecutorProblem when the file is missing or empty */
    String read(String name) {
        Path file = directory.resolve(name);
        try {
            String password = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (password.isEmpty()) {
                throw new ExecutorProblem("the password file " + file + " is empty; write the password into it");
            }
            return password;
        } catch (IOException e) {
            throw new ExecutorProblem(
                    "the password file " + file + " cannot be read; see BASCULE_SECRETS and the file's rights", e);
        }
    }

    /** A line of a .pgpass file that stands for any host (PostgreSQL manual, 34.16). */
    String passLine(String user, String name) {
        String escaped = read(name).replace("\\", "\\\\").replace(":", "\\:");
        return "*:*:*:" + user + ":" + escaped + "\n";
    }
}
