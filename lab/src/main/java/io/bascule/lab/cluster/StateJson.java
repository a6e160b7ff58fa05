package io.bascule.lab.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Settings;
import io.bascule.platform.Json;
import java.util.HashMap;
import java.util.Map;

/** Reads what an election copy answers to {@code GET /state}. */
final class StateJson {
    private static final ObjectMapper MAPPER = Json.mapper();

    private StateJson() {}

    /** @throws LabFailure if {@code json} is not such an answer */
    static ClusterState parse(String json) {
        try {
            JsonNode root = MAPPER.readTree(json);
            JsonNode record = root.path("record");
            Map<String, MemberState> members = new HashMap<>();
            for (JsonNode member : root.path("members")) {
                MemberState state = MAPPER.treeToValue(member, MemberState.class);
                members.put(state.node(), state);
            }
            return new ClusterState(
                    root.path("copy").asText("?"),
                    root.path("storeReachable").asBoolean(),
                    root.path("kafkaSilentMs").asLong(),
                    words(root.path("verdict")),
                    root.path("settings").isObject()
                            ? MAPPER.treeToValue(root.path("settings"), Settings.class)
                            : Settings.DEFAULTS,
                    record.isObject() ? MAPPER.treeToValue(record, ClusterRecord.class) : null,
                    members);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new LabFailure(
                    "An election copy's answer cannot be read: are the lab and the services of one build? "
                            + firstLine(e),
                    e);
        }
    }

    /** The sentence of an answer that refuses, or the answer itself where it has none. */
    static String refusal(String json) {
        try {
            return MAPPER.readTree(json).path("error").asText(json);
        } catch (JsonProcessingException e) {
            return json.strip();
        }
    }

    /** Whether the member of etcd that answered {@code status} leads. @throws LabFailure if it is no such answer */
    static boolean leadsEtcd(String status) {
        try {
            JsonNode root = MAPPER.readTree(status);
            String member = root.path("header").path("member_id").asText();
            return !member.isEmpty() && member.equals(root.path("leader").asText());
        } catch (JsonProcessingException e) {
            throw new LabFailure("A member of etcd answered something else: " + firstLine(e), e);
        }
    }

    /** What an answer that grants says, or the answer itself where it says nothing. */
    static String message(String json) {
        try {
            return MAPPER.readTree(json).path("message").asText(json);
        } catch (JsonProcessingException e) {
            return json.strip();
        }
    }

    /** The judgement in a line: its reason, and what it rests on. */
    private static String words(JsonNode verdict) {
        StringBuilder words = new StringBuilder(verdict.path("reason").asText(""));
        for (JsonNode evidence : verdict.path("evidence")) {
            words.append(words.isEmpty() || words.charAt(words.length() - 1) == ';' ? " " : ": ")
                    .append(evidence.asText())
                    .append(';');
        }
        return words.toString().replaceAll(";$", "");
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
