package io.bascule.executor;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs the tests that want a PostgreSQL, tagged so, where there is no Maven: in the node's image. Its exit status is 0 or
 * 1. Arguments {@code CLASS#METHOD} leave out the others.
 */
public final class RunOnPostgres {
    /** Enough to reach the test's own line below those of the waiting and the connecting. */
    private static final int STACK_LINES = 20;

    private RunOnPostgres() {}

    public static void main(String[] arguments) {
        String own = RunOnPostgres.class.getPackageName();
        List<? extends DiscoverySelector> selectors = arguments.length == 0
                ? List.of(DiscoverySelectors.selectPackage(own))
                : Arrays.stream(arguments)
                        .map(one -> DiscoverySelectors.selectMethod(own + "." + one))
                        .toList();
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectors)
                                .filters(TagFilter.includeTags("postgres"))
                                // Each has a cluster of its own, and mostly waits.
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                                .configurationParameter(
                                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "3")
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        summary.printFailuresTo(out, STACK_LINES);
        out.printf(
                "On PostgreSQL: %d passed, %d failed, %d skipped%n",
                summary.getTestsSucceededCount(), summary.getTestsFailedCount(), summary.getTestsSkippedCount());
        System.exit(summary.getTestsSucceededCount() == summary.getTestsFoundCount() ? 0 : 1);
    }
}
