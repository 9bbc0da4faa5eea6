package io.onedag.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.onedag.DefinitionException;
import io.onedag.NotifierSpec;
import io.onedag.Pipeline;
import io.onedag.TaskSpec;
import io.onedag.engine.NotifierType;
import io.onedag.engine.SettingsType;
import io.onedag.engine.TaskType;
import io.onedag.yaml.YamlPipelines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotifierDefinitionTest {

    private static final String YAML = """
            pipeline: p
            on_failure:
              - {uses: recorder, with: {who: "${secret.WHO}", box: {street: Elm, number: 5}}}
              - {uses: recorder, with: {who: me}}
            on_success:
              - {uses: recorder, with: {who: "${run.id}"}}
            tasks:
              a: {uses: noop}
            """;

    private static final Pipeline JAVA = Pipeline.named("p")
            .onFailure(NotifierSpec.of(
                    "recorder", Map.of("who", "${secret.WHO}", "box", Map.of("street", "Elm", "number", 5))))
            .onFailure(NotifierSpec.of("recorder", Map.of("who", "me")))
            .onSuccess(NotifierSpec.of("recorder", Map.of("who", "${run.id}")))
            .task("a", TaskSpec.of("noop"))
            .build();

    @Test
    void yaml_and_java_say_the_same() {
        Pipeline yaml = YamlPipelines.load("p.yaml", YAML);

        assertThat(yaml.onFailure()).isEqualTo(JAVA.onFailure()).hasSize(2);
        assertThat(yaml.onSuccess()).isEqualTo(JAVA.onSuccess()).hasSize(1);
    }

    @Test
    void what_is_written_reads_back_as_it_was_and_has_no_secret() {
        String json = DefinitionWriter.write(JAVA);
        Pipeline read = DefinitionReader.readStored("p.json", json);

        assertThat(read.onFailure()).isEqualTo(JAVA.onFailure());
        assertThat(read.onSuccess()).isEqualTo(JAVA.onSuccess());
        assertThat(json).contains("${secret.WHO}");
    }

    @Test
    void who_is_told_is_no_part_of_the_plan() {
        Pipeline silent = Pipeline.named("p").task("a", TaskSpec.of("noop")).build();

        assertThat(JAVA.planHash()).isEqualTo(silent.planHash());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "who: me}}                           | who: [[me]]}}                       | 4 | it has to be a text",
                "who: me}}                           | whom: me}}                          | 4 | did you mean \"who\"?",
                "uses: recorder, with: {who: me}     | uses: recoder, with: {who: me}      | 4 | did you mean \"recorder\"?",
                "uses: recorder, with: {who: me}     | uses: recorder                      | 4 | lacks \"who\"",
                "uses: recorder, with: {who: me}     | with: {who: me}                     | 4 | lacks \"uses\"",
                "number: 5                           | number: five                        | 3 | it has to be a whole number",
                "number: 5                           | numbr: 5                            | 3 | did you mean \"number\"?",
                "'street: Elm, '                     | ''                                  | 3 | lacks \"street\"",
                "${secret.WHO}                       | ${tasks.a.output}                   | 3 | has a value in a task only",
                "${secret.WHO}                       | ${item}                             | 3 | has a value in a task only",
                "${secret.WHO}                       | ${params.x}                         | 3 | which doesn't exist",
                "${secret.WHO}                       | ${secrets.WHO}                      | 3 | is no expression",
                "on_success:                         | on_succes:                          | 5 | did you mean \"on_success\"?",
                "on_success:                         | notify:                             | 5 | did you mean \"on_failure\"?",
                "'\n  - {uses: recorder, with: {who: \"${run.id}\"}}' | ' recorder' | 5 | a list"
            })
    void what_is_wrong_is_said_with_its_line(String before, String after, int line, String message) {
        String yaml = YAML.replace(before, after);
        assertThat(yaml).isNotEqualTo(YAML);

        assertThatThrownBy(() -> YamlPipelines.load("p.yaml", yaml))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("p.yaml:" + line + ":")
                .hasMessageContaining(message);
    }

    @Test
    void the_schema_takes_what_the_reader_takes() {
        assertThat(schemaErrors(
                        "{\"pipeline\":\"p\",\"tasks\":{\"a\":{\"uses\":\"noop\"}},\"on_failure\":[{\"uses\":\"recorder\","
                                + "\"with\":{\"who\":\"${secret.X}\",\"box\":{\"street\":\"Elm\",\"number\":1}}}]}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"uses\":\"recorder\",\"with\":{\"who\":1}}",
                "[{\"uses\":\"recorder\"}]",
                "[{\"uses\":\"nobody\"}]",
                "[{\"with\":{}}]",
                "[\"recorder\"]",
                "[{\"uses\":\"recorder\",\"with\":{\"who\":\"x\",\"what\":1}}]",
                "[{\"uses\":\"recorder\",\"with\":{\"who\":\"x\",\"box\":1}}]",
                "[{\"uses\":\"recorder\",\"with\":{\"who\":\"x\",\"box\":{}}}]",
                "[{\"uses\":\"recorder\",\"with\":{\"who\":\"x\",\"box\":{\"street\":\"a\",\"number\":\"b\"}}}]"
            })
    void what_the_schema_refuses_the_reader_refuses(String notifiers) {
        String definition =
                "{\"pipeline\":\"p\",\"tasks\":{\"a\":{\"uses\":\"noop\"}},\"on_success\":" + notifiers + "}";

        assertThat(schemaErrors(definition)).isNotEmpty();
        assertThatThrownBy(() -> DefinitionReader.read(JsonNodes.parse("p.json", definition), null))
                .isInstanceOf(DefinitionException.class);
    }

    private static List<String> schemaErrors(String definition) {
        List<SettingsType> types = new ArrayList<>();
        ServiceLoader.load(TaskType.class).forEach(types::add);
        ServiceLoader.load(NotifierType.class).forEach(types::add);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JsonSchema.generate(types))
                .validate(definition, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }
}
