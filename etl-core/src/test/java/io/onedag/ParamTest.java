package io.onedag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.onedag.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParamTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    STRING   | "x"
                    STRING   | ""
                    INTEGER  | 3
                    INTEGER  | -9223372036854775809
                    INTEGER  | 3.0
                    NUMBER   | 3
                    NUMBER   | 2.5
                    BOOLEAN  | false
                    DATE     | "2024-02-29"
                    DATETIME | "2026-01-31T08:00:00Z"
                    DATETIME | "2026-01-31T08:00:00.5+02:00"
                    DATETIME | "2026-01-31T08:00:00"
                    LIST     | [1,"a",null]
                    OBJECT   | {"a":1}
                    """)
    void a_value_of_its_type_is_taken(ParamType type, String json) {
        assertThat(Param.of(type).check(Json.parse(json))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    STRING   | 3                 | 3 is no string
                    INTEGER  | 3.5               | 3.5 is no integer
                    INTEGER  | "3"               | "3" is no integer
                    NUMBER   | "3"               | "3" is no number
                    BOOLEAN  | "true"            | "true" is no boolean
                    DATE     | "2026-02-29"      | "2026-02-29" is no date (like 2026-01-31)
                    DATE     | "20260131"        | "20260131" is no date (like 2026-01-31)
                    DATETIME | "2026-01-31"      | "2026-01-31" is no datetime (like 2026-01-31T08:00:00Z)
                    DATETIME | "2026-01-31 08:00"| "2026-01-31 08:00" is no datetime (like 2026-01-31T08:00:00Z)
                    LIST     | {}                | {} is no list (like [1,2])
                    OBJECT   | []                | [] is no object (like {"a":1})
                    """)
    void a_value_of_another_type_is_refused_with_what_it_is(ParamType type, String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Param.of(type).check(Json.parse(json)))
                .withMessage(message);
    }

    @Test
    void a_whole_number_is_an_integer_however_it_is_written() {
        assertThat(Param.integer().check(Json.parse("3.0"))).isEqualTo(3L);
        assertThat(Param.integer().check(Json.parse("1e3"))).isEqualTo(1000L);
    }

    @Test
    void null_fits_every_type() {
        for (ParamType type : ParamType.values()) {
            assertThat(Param.of(type).check(null)).isNull();
        }
    }

    @Test
    void a_value_has_to_be_among_the_allowed_ones_numbers_by_their_value() {
        Param level = Param.number().oneOf(1, 2.5);
        assertThat(level.check(1.0)).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> level.check(3)).withMessage("3 is not one of [1,2.5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Param.string().oneOf("red", "green").parse("blue"))
                .withMessage("\"blue\" is not one of [\"red\",\"green\"]");
    }

    @Test
    void text_from_a_command_line_is_text_for_texts_and_dates_and_json_for_all_else() {
        assertThat(Param.string().parse("3")).isEqualTo("3");
        assertThat(Param.of(ParamType.DATE).parse("2026-01-31")).isEqualTo("2026-01-31");
        assertThat(Param.integer().parse(" 3 ")).isEqualTo(3L);
        assertThat(Param.bool().parse("true")).isEqualTo(true);
        assertThat(Param.of(ParamType.LIST).parse("[1, 2]")).isEqualTo(List.of(1L, 2L));
        assertThat(Param.of(ParamType.OBJECT).parse("{\"a\": null}")).isInstanceOf(Map.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Param.integer().parse("three"))
                .withMessage("\"three\" is no integer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Param.of(ParamType.LIST).parse("1,2"))
                .withMessage("\"1,2\" is no list (like [1,2])");
    }
}
