package io.onedag.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.quicktheories.QuickTheory.qt;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;
import org.quicktheories.core.RandomnessSource;
import org.quicktheories.impl.Constraint;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "-1",
                "9223372036854775807",
                "9223372036854775808",
                "-123456789012345678901234567890",
                "1.0",
                "1.10",
                "0.1",
                "123456789012345678.123456789",
                "1E+3",
                "1E-7",
                "\"\"",
                "\"a\\\"b\\\\c\\n\\u0001\"",
                "\"\u00e9 \ud83d\ude00\"",
                "[]",
                "[1,[2,[]],null]",
                "{}",
                "{\"b\":1,\"a\":{\"\":null}}"
            })
    void what_is_compact_reads_and_writes_back_as_it_was(String json) {
        assertThat(Json.write(Json.parse(json))).isEqualTo(json);
    }

    @Test
    void any_value_reads_back_as_it_was_written() {
        qt().withExamples(2_000)
                .forAll(values())
                .checkAssert(value -> assertThat(Json.parse(Json.write(value))).isEqualTo(value));
    }

    @Test
    void numbers_keep_every_digit() {
        assertThat(Json.parse("1")).isEqualTo(1L);
        assertThat(Json.parse("9223372036854775808")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(Json.parse("0.1")).isEqualTo(new BigDecimal("0.1"));
        assertThat(Json.parse("1.0")).isEqualTo(new BigDecimal("1.0"));
        assertThat(Json.write(0.1)).isEqualTo("0.1");
        assertThat(Json.write(0.1f)).isEqualTo("0.1");
        assertThat(Json.write((byte) 3)).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "1e999999999", "-1e400", "1e-400", "1.8e308"})
    void numbers_beyond_the_range_of_a_double_are_refused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse(json))
                .withMessageContaining("is out of range");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void what_is_no_number_is_refused(double value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(List.of(value)))
                .withMessage(value + " is no JSON number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "NaN",
                "Infinity",
                "+1",
                "01",
                "1.",
                ".5",
                "'a'",
                "\"a",
                "\"\t\"",
                "[1,]",
                "[1 2]",
                "{a:1}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "[1]]",
                "// c\n1",
                "1 2",
                "\"\\x41\""
            })
    void what_is_no_json_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(text));
    }

    @Test
    void an_error_says_where() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{\"a\":\n  tru}"))
                .withMessageStartingWith("not JSON: ")
                .withMessageContaining("(line 2, column ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("1 2"))
                .withMessage("more than one JSON value, the second at line 1, column 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse(" "))
                .withMessage("no JSON value: the text is empty");
    }

    @Test
    void a_key_that_comes_twice_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{\"a\":1,\"b\":2,\"a\":3}"))
                .withMessageContaining("Duplicate")
                .withMessageContaining("\"a\"");
    }

    @Test
    void keys_keep_their_order() {
        Map<?, ?> map = (Map<?, ?>) Json.parse("{\"z\":1,\"a\":2,\"m\":3}");
        assertThat(List.copyOf(map.keySet()).toString()).isEqualTo("[z, a, m]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "\"\\udc00\"", "\"a\\ud800b\"", "[\"\\udc00\\ud800\"]", "{\"\\ud800\":1}"})
    void a_lone_surrogate_is_refused_when_it_is_read(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(json)).withMessageContaining("surrogate");
    }

    @Test
    void a_lone_surrogate_is_refused_when_it_is_written() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write("a\ud800"))
                .withMessage("a text with a lone surrogate (\\ud800 at index 1) is no valid Unicode");
        assertThat(Json.write("\ud83d\ude00")).isEqualTo("\"\ud83d\ude00\"");
    }

    @Test
    void nesting_has_an_end() {
        assertThat(Json.parse("[".repeat(500) + "]".repeat(500))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("[".repeat(501) + "]".repeat(501)));
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("[".repeat(1_000_000)));
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(itself))
                .withMessage("nested deeper than 500 levels, or a value that contains itself");
    }

    @Test
    void what_can_be_written_can_be_read() {
        Object value = "x";
        for (int i = 0; i < 500; i++) {
            value = List.of(value);
        }
        assertThat(Json.parse(Json.write(value))).isEqualTo(value);
        Object deeper = List.of(value);
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(deeper));
    }

    @Test
    void a_bean_is_refused_with_its_class() {
        record Point(int x) {}
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(Map.of("p", new Point(1))))
                .withMessageContaining(
                        "Point is no JSON value; use null, a boolean, a number, a string, a list or a map");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(Map.of(1, "a")))
                .withMessage("a JSON object's keys are strings, not 1");
    }

    @Test
    void a_normalized_value_is_a_copy() {
        var list = new ArrayList<Object>(List.of(1));
        Object copy = Json.normalize(Map.of("list", list));
        list.add(2);
        assertThat(copy).isEqualTo(Map.of("list", List.of(1L)));
        assertThat(Json.normalize(new Object[] {1, "a"})).isEqualTo(List.of(1L, "a"));
    }

    @Test
    void utf8_bytes_are_counted() {
        assertThat(Json.utf8Length("a\u00e9\ud83d\ude00")).isEqualTo(7);
    }

    private static Gen<Object> values() {
        return random -> value(random, 0);
    }

    private static Object value(RandomnessSource random, int depth) {
        switch ((int) random.next(Constraint.between(0, depth < 4 ? 7 : 5))) {
            case 0:
                return null;
            case 1:
                return random.next(Constraint.between(0, 1)) == 1;
            case 2:
                return random.next(Constraint.between(Long.MIN_VALUE, Long.MAX_VALUE));
            case 3:
                return BigDecimal.valueOf(random.next(Constraint.between(Long.MIN_VALUE, Long.MAX_VALUE)), (int)
                        random.next(Constraint.between(1, 300)));
            case 4:
                return BigInteger.valueOf(random.next(Constraint.between(1, Long.MAX_VALUE)))
                        .shiftLeft((int) random.next(Constraint.between(64, 900)));
            case 5:
                return text(random);
            case 6:
                List<Object> list = new ArrayList<>();
                for (long i = random.next(Constraint.between(0, 4)); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                return list;
            default:
                Map<String, Object> map = new LinkedHashMap<>();
                for (long i = random.next(Constraint.between(0, 4)); i > 0; i--) {
                    map.put(text(random), value(random, depth + 1));
                }
                return map;
        }
    }

    private static String text(RandomnessSource random) {
        int[] codePoints = new int[(int) random.next(Constraint.between(0, 8))];
        Arrays.setAll(codePoints, i -> {
            int point = (int) random.next(Constraint.between(0, Character.MAX_CODE_POINT - 0x800));
            return point < Character.MIN_SURROGATE ? point : point + 0x800;
        });
        return new String(codePoints, 0, codePoints.length);
    }
}
