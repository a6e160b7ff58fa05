package io.bascule.election;

import io.bascule.core.elect.AcceptedLoss;
import io.bascule.core.elect.Reseat;
import io.bascule.core.elect.Switchover;
import io.bascule.core.judge.Verdict;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.HistoryEntry;
import io.bascule.platform.Json;
import io.bascule.platform.StoreSnapshot;
import io.bascule.platform.StoreUnavailableException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What operators ask a copy for. Every refusal is one sentence in {@code error}. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ElectionApi {
    private final ElectionService service;

    ElectionApi(ElectionService service) {
        this.service = service;
    }

    /**
     * Everything that this copy knows.
     *
     * @param kafkaSilentMs for how long no monitor has been heard
     */
    record State(
            String copy,
            @Nullable ClusterRecord record,
            Map<String, MemberState> members,
            @Nullable Verdict verdict,
            Settings settings,
            @Nullable SwitchoverRequest switchover,
            boolean storeReachable,
            long kafkaSilentMs) {}

    record Accepted(String id, String message) {}

    record Refused(String error) {}

    @GET
    @Path("state")
    public State state() {
        StoreSnapshot seen = service.store().snapshot();
        return new State(
                service.id(),
                seen.record(),
                seen.members(),
                service.election().verdict(),
                seen.settings(),
                seen.switchover(),
                seen.reachable(),
                service.election().kafkaSilentMs());
    }

    /** @param limit 1 to 1000 */
    @GET
    @Path("history")
    public List<HistoryEntry> history(@QueryParam("limit") @DefaultValue("20") int limit) {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is " + limit + ", but must be from 1 to 1000");
        }
        return service.store().history(limit);
    }

    /** @param to the standby to promote; any, if absent */
    @POST
    @Path("switchover")
    public Response switchover(
            @QueryParam("to") @Nullable String to, @QueryParam("by") @DefaultValue("an operator") String by) {
        ClusterStore store = service.store();
        StoreSnapshot seen = store.snapshot();
        ClusterRecord record = seen.record();
        if (record == null) {
            return refused(withoutRecord(seen));
        }
        Optional<String> refusal = Switchover.refusal(record, seen.members(), to);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        var request = new SwitchoverRequest(UUID.randomUUID().toString(), record.term(), to, by);
        if (!store.requestSwitchover(request)) {
            return refused("another switchover waits already");
        }
        return Response.accepted(new Accepted(
                        request.id(), "switchover from " + record.primary().node() + " is under way"))
                .build();
    }

    /**
     * R9: a failover from a lost primary that stood alone, or without voters that do not promise.
     *
     * @param acceptLoss that commits which nobody who is left has may be lost
     */
    @POST
    @Path("failover")
    public Response failover(
            @QueryParam("acceptLoss") boolean acceptLoss, @QueryParam("by") @DefaultValue("an operator") String by) {
        ClusterStore store = service.store();
        StoreSnapshot seen = store.snapshot();
        ClusterRecord record = seen.record();
        if (record == null) {
            return refused(withoutRecord(seen));
        }
        var loss = new AcceptedLoss(record, seen.members(), seen.promises());
        Optional<String> refusal = loss.refusal(service.election().verdict(), record.term());
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        if (!acceptLoss) {
            return refused(loss.atStake()
                    + ", or see to it that its machine is off and give acceptLoss=true, which says: "
                    + loss.consent(by));
        }
        var request = new SwitchoverRequest(UUID.randomUUID().toString(), record.term(), null, by, true);
        if (!store.requestSwitchover(request)) {
            return refused("another request waits already");
        }
        return Response.accepted(new Accepted(
                        request.id(), "failover from " + record.primary().node() + " is under way"))
                .build();
    }

    /**
     * R7: seats the record of a wiped or restored etcd above what the nodes have seen.
     *
     * @param consent that it is to be done; without it the answer says what would be
     */
    @POST
    @Path("reseat")
    public Response reseat(
            @QueryParam("consent") boolean consent, @QueryParam("by") @DefaultValue("an operator") String by) {
        StoreSnapshot seen = service.store().snapshot();
        if (!seen.reachable()) {
            return refused(
                    "etcd does not answer, so there is nothing to seat a record in: bring a majority of it back");
        }
        Reseat.Answer answer =
                consent ? service.election().reseat(by) : service.election().wouldReseat(by);
        return switch (answer) {
            case Reseat.Refused refused -> refused(refused.why());
            case Reseat.Seated seated -> {
                ClusterRecord next = seated.next();
                String node = next.primary().node();
                yield consent
                        ? Response.accepted(new Accepted(
                                        next.decision().id(),
                                        node + " is primary of term " + next.term() + ", and a failover is possible as"
                                                + " soon as its quorum has settled; the settings are "
                                                + seen.settings()))
                                .build()
                        : refused("it needs your consent, consent=true: " + node + " would be primary of term "
                                + next.term() + ", since "
                                + String.join("; ", next.decision().evidence())
                                + ". Timelines before its own are forgotten, and a wiped etcd has the default settings;"
                                + " now they are " + seen.settings());
            }
        };
    }

    @GET
    @Path("settings")
    public Settings settings() {
        return service.store().snapshot().settings();
    }

    /** Changes the settings that {@code body} names and leaves the others as they are. */
    @PUT
    @Path("settings")
    @Consumes(MediaType.APPLICATION_JSON)
    public Settings changeSettings(byte[] body) {
        StoreSnapshot seen = service.store().snapshot();
        Settings changed = Json.readSettings(body, seen.settings());
        int standbys = Math.max(0, seen.members().size() - 1);
        if (changed.acks() > standbys && changed.acks() != seen.settings().acks()) {
            throw new IllegalArgumentException("setting acks is " + changed.acks() + ", but the cluster has only "
                    + standbys + " standbys to acknowledge; add standbys or lower acks");
        }
        service.store().writeSettings(changed);
        return changed;
    }

    @ServerExceptionMapper
    public Response badRequest(IllegalArgumentException e) {
        return Response.status(Response.Status.BAD_REQUEST)
                .entity(new Refused(String.valueOf(e.getMessage())))
                .build();
    }

    @ServerExceptionMapper
    public Response unavailable(StoreUnavailableException e) {
        return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                .entity(new Refused("etcd does not answer, try again when a majority of it is back: " + e.getMessage()))
                .build();
    }

    private String withoutRecord(StoreSnapshot seen) {
        return service.election()
                .emptied(seen)
                .map(stay -> stay.why() + "; " + Reseat.WAY_OUT)
                .orElse("there is no primary yet");
    }

    private static Response refused(String why) {
        return Response.status(Response.Status.CONFLICT)
                .entity(new Refused(why))
                .build();
    }
}
