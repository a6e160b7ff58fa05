package io.bascule.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bascule.core.record.Settings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Settings as operators write them: strict, and with a sentence for every mistake. */
final class SettingsJson {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SettingsJson() {}

    static Settings read(byte[] json, Settings base) {
        try {
            return read(STRICT.readTree(json), base);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the settings are not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the settings cannot be read: " + e.getMessage(), e);
        }
    }

    static Settings read(JsonNode given, Settings base) {
        if (!(given instanceof ObjectNode wishes)) {
            throw new IllegalArgumentException("the settings must be a JSON object such as {\"acks\": 1}");
        }
        ObjectNode merged = STRICT.valueToTree(base);
        List<String> known = names(merged);
        for (String name : names(wishes)) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown setting '" + name + "'; the settings are " + String.join(", ", known));
            }
            if (wishes.get(name).isNull()) {
                throw new IllegalArgumentException("setting " + name + " cannot be null; leave it out to keep it");
            }
        }
        merged.setAll(wishes);
        try {
            return STRICT.treeToValue(merged, Settings.class);
        } catch (ValueInstantiationException e) {
            // The record's own check: its sentence names the setting, its value and its bounds.
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(why.getMessage(), e);
        } catch (JsonMappingException e) {
            String name = e.getPath().isEmpty() ? "?" : e.getPath().getFirst().getFieldName();
            throw new IllegalArgumentException(
                    "setting " + name + " cannot be " + merged.get(name) + "; " + wanted(name), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the settings cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private static String wanted(String name) {
        return switch (name) {
            case "durability" ->
                "it must be one of "
                        + Arrays.stream(Settings.Durability.values())
                                .map(Enum::name)
                                .collect(Collectors.joining(", "));
            case "paused" -> "it must be true or false";
            case "priorities" -> "it must be an object such as {\"node1\": 10}";
            default -> "it must be a whole number";
        };
    }

    private static List<String> names(ObjectNode node) {
        return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false)
                .toList();
    }
}
