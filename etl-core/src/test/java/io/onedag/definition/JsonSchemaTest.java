package io.onedag.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.onedag.DefinitionException;
import io.onedag.engine.TaskType;
import io.onedag.json.Json;
import io.onedag.testing.EchoType;
import io.onedag.testing.LoadType;
import io.onedag.testing.NoopType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema and the reader have one opinion, where a schema can have one at all. */
class JsonSchemaTest {

    private static final List<TaskType> TYPES = List.of(new EchoType(), new LoadType(), new NoopType());

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonSchema.generate(TYPES));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                """
                {"title": "t", "description": 5, "owner": true, "tags": ["a", 1], "aliases": "old"}""",
                """
                {"params": {"a": "date", "b": {"type": "integer", "default": 1, "enum": [1, 2], "description": "d"},
                 "c": {"type": "list", "required": true}}}""",
                """
                {"schedule": {"cron": "@daily", "timezone": "Europe/Paris", "start": "2026-01-01", "end": "2027-01-01T00:00Z",
                 "catchup": true, "overlap": "queue", "jitter": "5m"}}""",
                """
                {"defaults": {"retry": {"max_attempts": 3, "delay": "1.5s", "backoff": 0.5, "max_delay": "1h30m", "jitter": 1},
                 "timeout": "1d"}}""",
                """
                {"max_parallel_tasks": 1, "max_active_runs": 2, "timeout": "2h", "pools": {"api": 3}}""",
                """
                {"tasks": {"a": {"uses": "load", "with": {"table": "t", "mode": "upsert", "keys": "id", "rename": {"a": "b"},
                 "batch": 10, "create": true, "patience": "5s", "rows": [{"x": null}]}}}}""",
                """
                {"params": {"x": "object"}, "tasks": {"a": {"uses": "load", "with": {"table": "${params.x}", "mode": "${params.x.m}",
                 "keys": "${params.x.k}", "rename": "${params.x}", "batch": "${params.x}", "create": "${params.x}",
                 "patience": "${params.x}", "rows": "${params.x}"}}}}""",
                """
                {"tasks": {"a": {"uses": "load", "with": {"table": 5, "mode": null, "keys": ["a", 1, true], "batch": null}}}}""",
                """
                {"pools": {"p": 1}, "tasks": {"a": {"uses": "noop"}, "b": {"uses": "echo", "needs": "a", "when": "all_done",
                 "for_each": "${tasks.a.output}", "max_map_length": 5000, "retry": {}, "timeout": "1s", "pool": "p", "priority": -1,
                 "group": "g", "allow_failure": true, "effect": "transactional", "max_recoveries": 0,
                 "resources": {"memory": 1048576}, "description": "d", "aliases": ["c"], "with": {"command": "x"}}}}""",
                """
                {"tasks": {"a": {"uses": "noop", "branch": "b"}, "b": {"uses": "noop", "needs": ["a"], "with": {}}}}""",
            })
    void what_the_reader_accepts_the_schema_accepts(String document) {
        String definition = definition(document);

        assertThatCode(() -> DefinitionReader.read(JsonNodes.parse("p.json", definition), null))
                .doesNotThrowAnyException();
        assertThat(errors(definition)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"titel\": \"t\"}",
                "{\"title\": [\"t\"]}",
                "{\"title\": null}",
                "{\"pipeline\": \"a b\"}",
                "{\"pipeline\": null}",
                "{\"tags\": {}}",
                "{\"tags\": [[1]]}",
                "{\"params\": {\"a\": \"dat\"}}",
                "{\"params\": {\"a\": {\"default\": 1}}}",
                "{\"params\": {\"a b\": \"date\"}}",
                "{\"params\": {\"a\": {\"type\": \"date\", \"enum\": 1}}}",
                "{\"params\": []}",
                "{\"schedule\": \"@daily\"}",
                "{\"schedule\": {\"timezone\": \"UTC\"}}",
                "{\"schedule\": {\"cron\": \"@daily\", \"overlap\": \"wait\"}}",
                "{\"schedule\": {\"cron\": \"@daily\", \"catchup\": \"yes\"}}",
                "{\"schedule\": {\"cron\": \"@daily\", \"jitter\": 5}}",
                "{\"defaults\": {\"retry\": {\"max_attempts\": 0}}}",
                "{\"defaults\": {\"retry\": {\"backoff\": 0}}}",
                "{\"defaults\": {\"retry\": {\"jitter\": 1.5}}}",
                "{\"defaults\": {\"pool\": \"x\"}}",
                "{\"max_parallel_tasks\": 0}",
                "{\"max_parallel_tasks\": \"8\"}",
                "{\"max_active_runs\": 1.5}",
                "{\"max_active_runs\": 3000000000}",
                "{\"timeout\": \"10 minutes\"}",
                "{\"timeout\": \"1.5\"}",
                "{\"pools\": {\"a\": 0}}",
                "{\"tasks\": []}",
                "{\"tasks\": {\"a\": null}}",
                "{\"tasks\": {\"a b\": {\"uses\": \"noop\"}}}",
                "{\"tasks\": {\"a\": {}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"nop\"}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"class\": \"x\"}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"with\": {\"x\": 1}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"echo\"}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {\"table\": null}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {\"table\": [1]}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {\"table\": 1, \"mode\": \"x\"}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {\"table\": 1, \"keys\": {}}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {\"table\": 1, \"keys\": [[]]}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {\"table\": 1, \"rename\": 1}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {\"table\": 1, \"rename\": {\"a\": {}}}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {\"table\": 1, \"batch\": \"x\"}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {\"table\": 1, \"create\": \"true\"}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"load\", \"with\": {\"table\": 1, \"patience\": 5}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"needs\": {}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"when\": \"never\"}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"max_map_length\": 5}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"retry\": 3}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"priority\": 1.5}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"allow_failure\": 1}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"effect\": \"twice\"}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"max_recoveries\": -1}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"resources\": {\"memory\": \"1 GB\"}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"resources\": {\"cpu\": 1}}}}",
                "{\"tasks\": {\"a\": {\"uses\": \"noop\", \"timeout\": 60}}}",
                "[]",
                "\"p\""
            })
    void what_the_schema_refuses_the_reader_refuses(String document) {
        String definition = definition(document);

        assertThat(errors(definition)).isNotEmpty();
        assertThatThrownBy(() -> DefinitionReader.read(JsonNodes.parse("p.json", definition), null))
                .isInstanceOf(DefinitionException.class);
    }

    @Test
    void the_schema_lacks_neither_a_key_nor_its_description() {
        Map<?, ?> schema = (Map<?, ?>) Json.parse(JsonSchema.generate(TYPES));

        assertThat(names(schema)).containsExactlyInAnyOrderElementsOf(names(Keys.DEFINITION));
        Map<?, ?> task = (Map<?, ?>) ((Map<?, ?>) schema.get("$defs")).get("task");
        assertThat(names(task))
                .contains("uses", "with", "needs", "for_each", "effect", "resources")
                .doesNotContain("class");
        assertThat(((Map<?, ?>) task.get("properties")).values())
                .allSatisfy(property -> assertThat(
                                ((Map<?, ?>) property).get("description").toString())
                        .endsWith("."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A1", "_a-b", "9", "売上を集計する", "größe", "é"})
    void a_name_that_the_reader_takes_fits_the_schema(String name) {
        assertThat(io.onedag.validation.Names.isName(name)).isTrue();
        assertThat(name).matches(io.onedag.validation.Names.SCHEMA_REGEX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "a.b", "a/b", "a$", "a\n", "{a}", "`a`", "a:b", "a\u0007"})
    void a_name_with_a_sign_fits_neither(String name) {
        assertThat(io.onedag.validation.Names.isName(name)).isFalse();
        assertThat(name).doesNotMatch(io.onedag.validation.Names.SCHEMA_REGEX);
    }

    @Test
    void the_schema_is_the_same_in_whatever_order_the_types_come() {
        var reversed = new ArrayList<>(TYPES);
        Collections.reverse(reversed);

        assertThat(JsonSchema.generate(reversed)).isEqualTo(JsonSchema.generate(TYPES));
    }

    private static List<String> names(Map<?, ?> schema) {
        return ((Map<?, ?>) schema.get("properties"))
                .keySet().stream().map(Object::toString).toList();
    }

    private static List<String> names(Section section) {
        return section.keys().stream().<String>map(Key::name).toList();
    }

    /** The document, with a name and a task where it has none. */
    private static String definition(String document) {
        if (!(Json.parse(document) instanceof Map<?, ?> given)) {
            return document;
        }
        var definition = new java.util.LinkedHashMap<Object, Object>();
        definition.put("pipeline", "p");
        definition.put("tasks", Map.of("a", Map.of("uses", "noop")));
        definition.putAll(given);
        return Json.write(definition);
    }

    private static List<String> errors(String definition) {
        return SCHEMA.validate(definition, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
