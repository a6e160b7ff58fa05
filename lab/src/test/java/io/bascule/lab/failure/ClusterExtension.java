package io.bascule.lab.failure;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/** Gives tests the one cluster of this test run, stops it behind the last of them, and keeps the logs of those that fail. */
final class ClusterExtension implements ParameterResolver, TestWatcher {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ClusterExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        cluster(context).dumpLogs(folder(context));
    }

    /** The root's store closes it when the whole run is over. */
    private static TestCluster cluster(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(TestCluster.class, type -> TestCluster.start(), TestCluster.class);
    }

    private static String folder(ExtensionContext context) {
        return context.getRequiredTestMethod().getName() + "-"
                + context.getDisplayName().replaceAll("[^A-Za-z0-9]+", "_");
    }
}
