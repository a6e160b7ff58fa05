package io.bascule.platform;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.bascule.core.record.Settings;
import io.bascule.events.Lsn;
import java.io.IOException;

/**
 * The JSON of events and of the store. Unknown properties are ignored, so that what a newer version wrote can be read,
 * except in settings, where they would be an operator's wish that nobody fulfils.
 */
public final class Json {
    private static final ObjectMapper MAPPER = configure(new ObjectMapper());

    private Json() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Gives {@code mapper} the project's way of writing and reading. */
    static ObjectMapper configure(ObjectMapper mapper) {
        return mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                .registerModule(new SimpleModule("bascule")
                        .addSerializer(new LsnWriter())
                        .addDeserializer(Lsn.class, new LsnReader())
                        .addDeserializer(Settings.class, new SettingsReader()));
    }

    /**
     * Reads settings; what {@code json} does not name stays as in {@code base}.
     *
     * @throws IllegalArgumentException with one sentence that names the setting and the way out
     */
    public static Settings readSettings(byte[] json, Settings base) {
        return SettingsJson.read(json, base);
    }

    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value.getClass() + " cannot be written as JSON", e);
        }
    }

    /** Why something could not be read, in one line without Jackson's source excerpts. */
    public static String reason(Exception failure) {
        String message = failure instanceof JsonProcessingException json ? json.getOriginalMessage() : null;
        if (message == null) {
            message = failure.getMessage();
        }
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private static final class LsnWriter extends StdSerializer<Lsn> {
        private static final long serialVersionUID = 1;

        LsnWriter() {
            super(Lsn.class);
        }

        @Override
        public void serialize(Lsn value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    private static final class LsnReader extends StdDeserializer<Lsn> {
        private static final long serialVersionUID = 1;

        LsnReader() {
            super(Lsn.class);
        }

        @Override
        public Lsn deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Lsn.parse(in.getText());
        }
    }

    private static final class SettingsReader extends JsonDeserializer<Settings> {
        @Override
        public Settings deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return SettingsJson.read(JsonMapper.builder().build().readTree(in), Settings.DEFAULTS);
        }
    }
}
