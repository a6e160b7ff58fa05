package io.bascule.platform;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** HTTP bodies are written and read as everything else is. */
@Singleton
final class JsonCustomizer implements ObjectMapperCustomizer {
    /** Last: Quarkus registers serializers that it generates, also for {@code Lsn}, and the last one registered counts. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        Json.configure(mapper);
    }
}
