package io.bascule.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {
    private static final Set<Variable> NEEDED = Set.of(Variable.CLUSTER, Variable.ETCD);
    private static final Map<String, String> GOOD =
            Map.of("BASCULE_CLUSTER", "demo", "BASCULE_ETCD", "http://etcd1:2379, http://etcd2:2379", "HOME", "/root");

    @Test
    void nothing_is_wrong_with_good_values() {
        assertThat(Environment.problems(GOOD, NEEDED)).isEmpty();
    }

    @Test
    void each_missing_one_is_named_with_what_it_is_for() {
        assertThat(Environment.problems(Map.of(), NEEDED))
                .containsExactly(
                        "BASCULE_CLUSTER is not set; set it to a name of lower-case letters, digits and hyphens, such as"
                                + " demo.",
                        "BASCULE_ETCD is not set; set it to a comma separated list such as"
                                + " http://etcd1:2379,http://etcd2:2379.");
    }

    @Test
    void a_misspelt_one_is_told_its_name() {
        assertThat(Environment.problems(Map.of("BASCULE_CLUSTRE", "demo"), Set.of()))
                .containsExactly("BASCULE_CLUSTRE is not a variable that Bascule knows; did you mean BASCULE_CLUSTER?");
    }

    @Test
    void an_unknown_one_is_to_be_removed() {
        assertThat(Environment.problems(Map.of("BASCULE_COLOUR", "red"), Set.of()))
                .containsExactly("BASCULE_COLOUR is not a variable that Bascule knows; remove it.");
    }

    @ParameterizedTest
    @CsvSource({
        "BASCULE_CLUSTER,Demo",
        "BASCULE_ETCD,etcd1:2379",
        "BASCULE_ETCD,'http://etcd1:2379,'",
        "BASCULE_KAFKA,kafka",
        "BASCULE_ADDRESS,node1:70000",
        "BASCULE_HTTP_PORT,0",
        "BASCULE_DATA,data",
        "BASCULE_NETWORKS,10.0.0.0",
        "BASCULE_WEBHOOK_URL,ftp://x"
    })
    void a_malformed_one_is_named_with_its_value_even_where_it_is_not_needed(String key, String value) {
        assertThat(Environment.problems(Map.of(key, value), Set.of()))
                .singleElement()
                .asString()
                .startsWith(key + " is '" + value + "', but must be ");
    }
}
