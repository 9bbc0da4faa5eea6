package io.onedag.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.onedag.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    private static final Object OUTPUT =
            Json.parse("{\"rows\":3,\"files\":[\"a\",\"b\"],\"none\":null,\"deep\":[{\"x\":1.50}]}");

    private static final Scope SCOPE = reference -> switch (reference.kind()) {
        case PARAM ->
            reference.name().equals("day") ? "2026-01-31" : reference.name().equals("n") ? 5L : null;
        case TASK_OUTPUT -> OUTPUT;
        case RUN -> "run-" + reference.name();
        case ITEM -> List.of("x", "y");
        case ITEM_INDEX -> 7L;
        case ATTEMPT -> 2L;
        case ENV -> "env " + reference.name();
        case SECRET -> throw new ExpressionException("there is no secret " + reference.name());
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    ${params.day}                        | "2026-01-31"
                    ${params.n}                          | 5
                    ${params.unset}                      | null
                    ${tasks.t.output.rows}               | 3
                    ${tasks.t.output.files}              | ["a","b"]
                    ${tasks.t.output.files.1}            | "b"
                    ${tasks.t.output.none}               | null
                    ${tasks.t.output.deep.0.x}           | 1.50
                    ${item}                              | ["x","y"]
                    ${item.1}                            | "y"
                    ${item_index}                        | 7
                    ${attempt}                           | 2
                    ${env.HOME}                          | "env HOME"
                    ${run.id}                            | "run-id"
                    day ${params.day}!                   | "day 2026-01-31!"
                    n=${params.n}, none=${params.unset}. | "n=5, none=."
                    in ${tasks.t.output.files}           | "in [\\"a\\",\\"b\\"]"
                    ${params.n}${params.n}               | "55"
                    $${params.day}                       | "${params.day}"
                    a $${ b } ${params.n}                | "a ${ b } 5"
                    $$${params.n}                        | "$${params.n}"
                    costs $5 {or} so }                   | "costs $5 {or} so }"
                    ${ params.n }                        | 5
                    """)
    void an_expression_alone_keeps_its_type_and_within_text_is_text(String template, String json) {
        assertThat(Json.write(Template.parse(template).resolve(SCOPE))).isEqualTo(json);
    }

    @Test
    void an_empty_text_stays_one() {
        assertThat(Template.parse("").resolve(SCOPE)).isEqualTo("");
    }

    @Test
    void a_value_that_looks_like_an_expression_is_not_read_again() {
        Scope tricky = reference -> "${env.PASSWORD}";
        assertThat(Template.parse("${params.x}").resolve(tricky)).isEqualTo("${env.PASSWORD}");
        assertThat(Template.parse("say ${params.x}").resolve(tricky)).isEqualTo("say ${env.PASSWORD}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    ${tasks.t.output.lines}   | ${tasks.t.output.lines} leads nowhere: there is no "lines" in {"rows":3,"files":["a","b"],"none":null,"deep":[{"x":1.50}]}
                    ${tasks.t.output.files.2} | ${tasks.t.output.files.2} leads nowhere: there is no "2" in ["a","b"]
                    ${tasks.t.output.files.-1}| ${tasks.t.output.files.-1} leads nowhere: there is no "-1" in ["a","b"]
                    ${tasks.t.output.rows.x}  | ${tasks.t.output.rows.x} leads nowhere: there is no "x" in 3
                    ${tasks.t.output.none.x}  | ${tasks.t.output.none.x} leads nowhere: there is no "x" in null
                    ${secret.KEY}             | there is no secret KEY
                    """)
    void a_path_that_leads_nowhere_is_an_error(String template, String message) {
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> Template.parse("x " + template).resolve(SCOPE))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    ${params}          | ${params} is no expression: write ${params.NAME}
                    ${env.A.b}         | ${env.A.b} is no expression: write ${env.NAME}
                    ${run.name}        | ${run.name} is no expression: a run has id, key, interval_start, interval_end
                    ${tasks.t}         | ${tasks.t} is no expression: write ${tasks.NAME.output} or ${tasks.NAME.output.PATH}
                    ${tasks.t.result}  | ${tasks.t.result} is no expression: write ${tasks.NAME.output} or ${tasks.NAME.output.PATH}
                    ${item_index.x}    | ${item_index.x} is no expression: ${item_index} has no parts
                    ${params..x}       | ${params..x} is no expression: it has an empty part
                    ${params. x}       | ${params. x} is no expression: it has an empty part
                    ${}                | ${} is no expression: it has an empty part
                    ${HOME}            | ${HOME} is no expression: it begins with params, tasks, run, item, item_index, attempt, env or secret; write $${ for a literal ${
                    ${1+1}             | ${1+1} is no expression: it begins with params, tasks, run, item, item_index, attempt, env or secret; write $${ for a literal ${
                    open ${params.x    | "open ${params.x" has a ${ without a }; write $${ for a literal ${
                    """)
    void what_is_no_expression_is_refused_with_what_is_expected(String template, String message) {
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> Template.parse(template))
                .withMessage(message);
    }

    @Test
    void lists_and_maps_are_resolved_inside_and_their_keys_are_left_alone() {
        Object value = Map.of("${params.n}", List.of("${params.n}", "n ${params.n}", 3L, List.of("${item}")));
        assertThat(Template.resolve(value, SCOPE))
                .isEqualTo(Map.of("${params.n}", List.of(5L, "n 5", 3L, List.of(List.of("x", "y")))));
    }

    @Test
    void references_are_found_wherever_they_are() {
        var found = new ArrayList<String>();
        Template.forEachReference(
                List.of("${params.a} and ${item.x}", Map.of("k", "${tasks.t.output}"), 5L, "$${params.no}"),
                reference -> found.add(reference.kind() + " " + reference.name() + reference.path()));
        assertThat(found).containsExactly("PARAM a[]", "ITEM [x]", "TASK_OUTPUT t[]");
    }
}
