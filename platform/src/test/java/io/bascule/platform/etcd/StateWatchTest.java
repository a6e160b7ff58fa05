package io.bascule.platform.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.platform.MonotonicClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateWatchTest {
    /** An etcd whose every answer is slow would never be reached else. */
    @Test
    void an_answer_is_waited_for_as_long_as_asked() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                EtcdLink link = new EtcdLink(
                        List.of(URI.create("http://127.0.0.1:" + silent.getLocalPort())),
                        new SimpleMeterRegistry(),
                        () -> {});
                StateWatch watch = new StateWatch(
                        link,
                        new Keys("demo"),
                        new StateCache((name, why) -> {}),
                        MonotonicClock.SYSTEM,
                        () -> {},
                        () -> {})) {
            // The first call of a JVM loads gRPC, which takes as long as what is measured here.
            assertThat(watch.tick(1)).isFalse();
            long startedAtMs = MonotonicClock.SYSTEM.nowMs();
            assertThat(watch.tick(4 * EtcdLink.CALL_TIMEOUT_MS)).isFalse();
            assertThat(MonotonicClock.SYSTEM.nowMs() - startedAtMs).isGreaterThan(3 * EtcdLink.CALL_TIMEOUT_MS);
        }
    }
}
