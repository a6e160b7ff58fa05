package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.core.node.NodeView.LongTask;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LongTasksTest {
    private static final Upstream NODE1 = new Upstream(7, new Instance("node1", "0a1b2c3d"), "node1:5432");
    private static final Upstream NODE2 = new Upstream(8, new Instance("node2", "4e5f6a7b"), "node2:5432");

    private final Deque<Runnable> background = new ArrayDeque<>();
    private final LongTasks tasks = new LongTasks(background::add, () -> {});
    private final List<Consumer<String>> tellers = new ArrayList<>();

    private void work(Consumer<String> progress, AtomicBoolean cancelled) {
        tellers.add(progress);
        progress.accept("half done");
        if (cancelled.get()) {
            throw new ExecutorProblem("given up");
        }
    }

    @Test
    void itsProgressIsShownWhileItRuns() {
        tasks.start("Clone", NODE1, (progress, cancelled) -> {
            work(progress, cancelled);
            assertThat(tasks.running()).isEqualTo(new LongTask(NODE1, "half done"));
        });
        background.remove().run();
        assertThat(tasks.takeEnd()).hasValue(new LongTasks.End("Clone", null));
        assertThat(tasks.takeEnd()).isEmpty();
        assertThat(tasks.running()).isNull();
    }

    @Test
    void aFailureIsToldOnce() {
        ExecutorProblem problem = new ExecutorProblem("no space");
        tasks.start("Clone", NODE1, (progress, cancelled) -> {
            throw problem;
        });
        background.remove().run();
        assertThat(tasks.takeEnd()).hasValue(new LongTasks.End("Clone", problem));
        assertThat(tasks.takeEnd()).isEmpty();
    }

    @Test
    void anErrorEndsItToo() {
        tasks.start("Clone", NODE1, (progress, cancelled) -> {
            throw new OutOfMemoryError("of a test");
        });
        assertThatThrownBy(() -> background.remove().run()).isInstanceOf(OutOfMemoryError.class);
        assertThat(tasks.running()).isNull();
        assertThat(tasks.takeEnd())
                .hasValueSatisfying(end -> assertThat(end.failure()).hasMessageContaining("see the log"));
    }

    @Test
    void aTaskThatIsGivenUpTellsNothing() {
        tasks.start("Clone", NODE1, this::work);
        tasks.cancel();
        background.remove().run();
        assertThat(tasks.running()).isNull();
        assertThat(tasks.takeEnd()).isEmpty();
    }

    @Test
    void lastWordsBehindItsEndDoNotMakeItRunForEver() {
        tasks.start("Clone", NODE1, this::work);
        background.remove().run();
        tellers.getFirst().accept("its output ended early");
        assertThat(tasks.running()).isNull();
    }

    @Test
    void lastWordsAreNotTakenForTheNextTasks() {
        tasks.start("Clone", NODE1, this::work);
        background.remove().run();
        tasks.start("Rewind", NODE2, this::work);
        tellers.getFirst().accept("its output ended early");
        assertThat(tasks.running()).isEqualTo(new LongTask(NODE2, "Rewind from node2"));
    }
}
