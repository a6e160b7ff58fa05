package io.bascule.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The password files in BASCULE_SECRETS. */
public final class Secrets {
    private final Path folder;

    public Secrets(Path folder) {
        this.folder = folder;
    }

    /**
     * The password in file {@code name}, without the line's end; read afresh each time.
     *
     * @throws IllegalStateException with one sentence when there is none
     */
    public String password(String name) {
        Path file = folder.resolve(name);
        try {
            String password = Files.readString(file).strip();
            if (password.isEmpty()) {
                throw new IllegalStateException("password file " + file + " is empty; write the password into it");
            }
            return password;
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(
                    "password file " + file + " is missing; make it, or set BASCULE_SECRETS to the right folder", e);
        } catch (IOException e) {
            throw new IllegalStateException("password file " + file + " cannot be read; check its rights", e);
        }
    }
}
