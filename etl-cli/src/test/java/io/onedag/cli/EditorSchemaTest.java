package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.definition.JsonSchema;
import io.onedag.engine.NotifierType;
import io.onedag.engine.SettingsType;
import io.onedag.engine.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The schema that editors use is what the loader reads, with the settings of every ready-made task. */
class EditorSchemaTest {

    private static final Path SCHEMA = Path.of("..", "docs", "onedag.schema.json");

    /** Run with {@code -Donedag.write=true} to write the file anew. */
    @Test
    void theSchemaInTheDocumentationIsTheOneThatTheLoaderReads() throws IOException {
        List<SettingsType> types = new ArrayList<>();
        ServiceLoader.load(TaskType.class).forEach(types::add);
        ServiceLoader.load(NotifierType.class).forEach(types::add);
        String schema = JsonSchema.generate(types);
        if (Boolean.getBoolean("onedag.write")) {
            Files.writeString(SCHEMA, schema);
        }
        assertThat(Files.readString(SCHEMA))
                .as("docs/onedag.schema.json; write it anew with ./mvnw test -pl etl-cli -am "
                        + "-Dtest=EditorSchemaTest -Dsurefire.failIfNoSpecifiedTests=false -Donedag.write=true")
                .isEqualTo(schema);
    }
}
