package io.bascule.monitor;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The HTTP checks that load balancers know from Patroni (its REST API documentation): 200 for yes, 503 for no. */
enum RoleCheck {
    PRIMARY(List.of("/", "/primary", "/leader", "/read-write", "/master"), (view, lag) -> view.isPrimary()),
    REPLICA(List.of("/replica"), (view, lag) -> view.isStreamingStandby() && within(view, lag)),
    SYNC(List.of("/sync", "/synchronous"), (view, lag) -> view.isStreamingStandby() && view.isVoter()),
    ASYNC(
            List.of("/async", "/asynchronous"),
            (view, lag) -> view.isStreamingStandby() && !view.isVoter() && within(view, lag)),
    READ_ONLY(List.of("/read-only"), (view, lag) -> view.isPrimary() || view.isStreamingStandby() && within(view, lag)),
    HEALTH(List.of("/health"), (view, lag) -> view.answers()),
    READINESS(List.of("/readiness"), (view, lag) -> view.isPrimary() || view.isStreamingStandby()),
    LIVENESS(List.of("/liveness"), (view, lag) -> view.loopIdleMs() < RoleCheck.LIVE_WITHIN_MS);

    /** The loop comes round four times a second; a machine under load is given some more. */
    private static final long LIVE_WITHIN_MS = 5000;

    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(B|kB|MB|GB|TB)?");

    private final List<String> paths;
    private final BiPredicate<NodeView, Long> holds;

    RoleCheck(List<String> paths, BiPredicate<NodeView, Long> holds) {
        this.paths = paths;
        this.holds = holds;
    }

    static Optional<RoleCheck> at(String path) {
        return Arrays.stream(values())
                .filter(check -> check.paths.contains(path))
                .findFirst();
    }

    List<String> paths() {
        return paths;
    }

    /** @param lagBytes how far behind the primary a standby may be; {@link Long#MAX_VALUE} for any distance */
    int statusCode(NodeView view, long lagBytes) {
        return holds.test(view, lagBytes) ? 200 : 503;
    }

    private static boolean within(NodeView view, long lagBytes) {
        if (lagBytes == Long.MAX_VALUE) {
            return true;
        }
        Long lag = view.lagBytes();
        return lag != null && lag <= lagBytes;
    }

    /**
     * Reads a size as Patroni and PostgreSQL write it: bytes, or a number with kB, MB, GB or TB, each 1024 of the one
     * before.
     *
     * @param text null for no limit
     * @throws IllegalArgumentException with one sentence
     */
    static long lagBytes(@Nullable String text) {
        if (text == null) {
            return Long.MAX_VALUE;
        }
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            throw new IllegalArgumentException(
                    "lag is '" + text + "', but must be a number of bytes or a size such as 16MB (B, kB, MB, GB, TB)");
        }
        String unit = size.group(2) == null ? "B" : size.group(2);
        int power = List.of("B", "KB", "MB", "GB", "TB").indexOf(unit.toUpperCase(Locale.ROOT));
        return new BigDecimal(size.group(1))
                .multiply(BigDecimal.valueOf(1L << (10 * power)))
                .min(BigDecimal.valueOf(Long.MAX_VALUE - 1))
                .longValue();
    }
}
