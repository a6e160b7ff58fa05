package io.bascule.platform;

import java.security.Security;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is checked before a service starts, so that a mistake is a sentence and not a stack trace. */
public final class Environment {
    private static final int BAD_USAGE = 2;

    private Environment() {}

    /**
     * To be called first in {@code main}: ends the process with code 2 and a sentence for each mistake where a needed
     * variable is missing, a set one is malformed, or one with our prefix is unknown.
     */
    public static void checkOrExit(Variable... needed) {
        List<String> problems = problems(System.getenv(), Set.copyOf(Arrays.asList(needed)));
        if (!problems.isEmpty()) {
            problems.forEach(System.err::println);
            System.exit(BAD_USAGE);
        }
        // Java would go on with an address of a machine that has come back with another one.
        Security.setProperty("networkaddress.cache.ttl", "1");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
    }

    /** Every mistake in {@code environment}, a sentence each, unknown names first. */
    static List<String> problems(Map<String, String> environment, Set<Variable> needed) {
        Stream<String> unknown = new TreeMap<>(environment)
                .keySet().stream()
                        .filter(Variable::isOurs)
                        .filter(key -> !Variable.isKnown(key))
                        .map(Environment::unknown);
        Stream<String> wrong = Arrays.stream(Variable.values()).flatMap(variable -> {
            String value = environment.get(variable.key());
            if (value == null || value.isBlank()) {
                return needed.contains(variable) ? Stream.of(variable.missing()) : Stream.empty();
            }
            return variable.problem(value.strip()).stream();
        });
        return Stream.concat(unknown, wrong).toList();
    }

    private static String unknown(String key) {
        return key + " is not a variable that Bascule knows"
                + nearest(key).map(name -> "; did you mean " + name + "?").orElse("; remove it.");
    }

    /** The known name that shares most letters with a misspelt one, if it is near. */
    private static Optional<String> nearest(String key) {
        return Arrays.stream(Variable.values())
                .map(Variable::key)
                .filter(name -> letters(name).equals(letters(key)) || name.startsWith(key) || key.startsWith(name))
                .findFirst();
    }

    private static Set<Integer> letters(String text) {
        Set<Integer> letters = new LinkedHashSet<>();
        text.chars().forEach(letters::add);
        return letters;
    }
}
