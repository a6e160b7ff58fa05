package io.bascule.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.events.Lsn;
import io.bascule.events.Probe.Reach;
import io.bascule.events.Probe.Role;
import io.bascule.platform.Json;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers the role checks by GET, HEAD and OPTIONS; the same code for each, the body for GET only. */
@ApplicationScoped
public class RoleChecks {
    private static final int BAD_REQUEST = 400;

    private final MonitorService service;

    RoleChecks(MonitorService service) {
        this.service = service;
    }

    void routes(@Observes Router router) {
        for (RoleCheck check : RoleCheck.values()) {
            for (String path : check.paths()) {
                router.route(path)
                        .method(HttpMethod.GET)
                        .method(HttpMethod.HEAD)
                        .method(HttpMethod.OPTIONS)
                        .handler(context -> answer(context, check));
            }
        }
    }

    private void answer(RoutingContext context, RoleCheck check) {
        long lagBytes;
        try {
            lagBytes = RoleCheck.lagBytes(context.request().getParam("lag"));
        } catch (IllegalArgumentException e) {
            context.response()
                    .setStatusCode(BAD_REQUEST)
                    .putHeader("content-type", "text/plain; charset=utf-8")
                    .end(e.getMessage() + "\n");
            return;
        }
        NodeView view = service.view();
        context.response()
                .setStatusCode(check.statusCode(view, lagBytes))
                .putHeader("content-type", "application/json");
        if (context.request().method().equals(HttpMethod.GET)) {
            context.response().end(new String(Json.write(body(view)), UTF_8) + "\n");
        } else {
            context.response().end();
        }
    }

    /** The fields that tools read from Patroni's answers, positions in bytes as there, and the term. */
    static Map<String, Object> body(NodeView view) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("state", state(view.reach()));
        OwnStatus status = view.status();
        if (status != null) {
            body.put("role", status.role() == Role.PRIMARY ? "primary" : "replica");
            body.put("server_version", status.serverVersion());
            body.put("timeline", status.timeline());
            body.put("xlog", xlog(status));
            if (status.role() == Role.STANDBY) {
                body.put("replication_state", status.streaming() ? "streaming" : "stopped");
                Long lag = view.lagBytes();
                if (lag != null) {
                    body.put("lag", lag);
                }
            }
        }
        if (view.record() != null) {
            body.put("term", view.record().term());
        }
        body.put("dcs_reachable", view.storeReachable());
        body.put("bascule", Map.of("cluster", view.cluster(), "node", view.node()));
        return body;
    }

    private static Map<String, Object> xlog(OwnStatus status) {
        Map<String, Object> xlog = new LinkedHashMap<>();
        if (status.role() == Role.PRIMARY) {
            put(xlog, "location", status.flushedLsn());
        } else {
            put(xlog, "received_location", status.receivedLsn());
            put(xlog, "replayed_location", status.replayedLsn());
        }
        return xlog;
    }

    private static void put(Map<String, Object> xlog, String name, @Nullable Lsn lsn) {
        if (lsn != null) {
            xlog.put(name, lsn.bytes());
        }
    }

    private static String state(Reach reach) {
        return switch (reach) {
            case ANSWERS -> "running";
            case NOT_READY -> "starting";
            case REFUSED -> "stopped";
            case CLOSED, SILENT -> "not answering";
            case UNKNOWN -> "unknown";
        };
    }
}
