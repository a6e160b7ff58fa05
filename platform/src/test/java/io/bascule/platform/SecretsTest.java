package io.bascule.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void the_line_end_is_no_part_of_a_password() throws IOException {
        Files.writeString(folder.resolve("monitor"), "s3cret\n");
        assertThat(new Secrets(folder).password("monitor")).isEqualTo("s3cret");
    }

    @Test
    void a_missing_or_empty_file_is_named() throws IOException {
        assertThatThrownBy(() -> new Secrets(folder).password("app"))
                .hasMessage("password file " + folder.resolve("app")
                        + " is missing; make it, or set BASCULE_SECRETS to the right folder");
        Files.writeString(folder.resolve("app"), "\n");
        assertThatThrownBy(() -> new Secrets(folder).password("app")).hasMessageContaining("is empty");
    }
}
