package io.bascule.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.lab.fault.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"wait-ready", "status", "switchover", "demo", "bench", "webhook-receiver"})
    void everyCommandExplainsItself(String command) {
        StringWriter out = new StringWriter();
        CommandLine lab = Lab.commandLine().setOut(new PrintWriter(out));

        assertThat(lab.execute(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: lab " + command);
    }

    @Test
    void anUnknownCommandIsAnError() {
        StringWriter err = new StringWriter();

        assertThat(Lab.commandLine().setErr(new PrintWriter(err)).execute("bnech"))
                .isNotZero();
        assertThat(err.toString()).contains("bnech");
    }

    @Test
    void anUnknownFaultIsNamedWithTheKnownOnes() {
        assertThat(Fault.of("cut")).isEqualTo(Fault.CUT);
        assertThatThrownBy(() -> Fault.of("fire"))
                .hasMessage(
                        "There is no fault 'fire'; there are switchover, postmaster, node, cut, frozen, node_without_kafka, machine.");
    }
}
