package io.bascule.simulation.postgres;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Quorum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that PostgreSQL reads at a start and some time after a reload.
 *
 * @param upstream whom primary_conninfo names, or null
 * @param self the application_name in it
 * @param names synchronous_standby_names
 */
public record Conf(@Nullable Upstream upstream, @Nullable Instance self, Quorum names) {
    /** {@code ''}: commits wait for nobody. */
    public static final Quorum NOBODY = new Quorum(0, 0, List.of(), 0);
}
