package io.bascule.lab.failure;

import io.bascule.lab.cluster.LabFailure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives tests the one cluster of this test run and stops it behind the last of them. When a test fails it keeps the logs,
 * and puts a new cluster in the place of one that does not become whole by itself: the next test shall tell its own story.
 * A parameter with {@link OfNodes} gets a new cluster of fewer nodes; its test makes it the others' by growing it.
 */
final class ClusterExtension implements ParameterResolver, TestWatcher {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ClusterExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter
                .findAnnotation(OfNodes.class)
                .map(of -> newCluster(context, of.value()))
                .orElseGet(() -> cluster(context));
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        Started started = store.get(Started.class, Started.class);
        if (started == null || started.cluster() == null) {
            return;
        }
        System.out.println("[ERROR] Warned of before " + folder(context) + " failed:\n"
                + started.cluster().lastWarnings());
        started.cluster().dumpLogs(folder(context));
        try {
            if (!started.cluster().hasAllNodes()) {
                throw new LabFailure("The cluster has not grown to all its nodes.");
            }
            started.cluster().awaitWhole(TestCluster.BOUND_MS);
        } catch (RuntimeException broken) {
            System.out.println("[ERROR] Behind " + folder(context) + ": " + broken.getMessage() + "\n"
                    + started.cluster().lastWords());
            store.remove(Started.class);
            started.close();
        }
    }

    private static TestCluster newCluster(ExtensionContext context, int nodes) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        Started before = store.remove(Started.class, Started.class);
        if (before != null) {
            before.close();
        }
        TestCluster cluster = TestCluster.start(nodes);
        store.put(Started.class, new Started(cluster, null));
        return cluster;
    }

    /** Starts it once, also where that fails: the other tests need not wait for the same failure. */
    private static TestCluster cluster(ExtensionContext context) {
        Started started = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Started.class, type -> Started.now(), Started.class);
        if (started.cluster() == null) {
            throw new LabFailure("The test cluster could not be started.", started.failure());
        }
        return started.cluster();
    }

    /** What came of the start; the root's store closes it when the whole run is over. */
    private record Started(
            @Nullable TestCluster cluster, @Nullable RuntimeException failure) implements AutoCloseable {
        static Started now() {
            try {
                return new Started(TestCluster.start(), null);
            } catch (RuntimeException e) {
                return new Started(null, e);
            }
        }

        @Override
        public void close() {
            if (cluster != null) {
                cluster.close();
            }
        }
    }

    private static String folder(ExtensionContext context) {
        return context.getRequiredTestMethod().getName() + "-"
                + context.getDisplayName().replaceAll("[^A-Za-z0-9]+", "_");
    }
}
