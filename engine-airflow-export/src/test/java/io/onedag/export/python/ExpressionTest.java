package io.onedag.export.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {

    @TempDir
    private Path folder;

    @Test
    void values_are_written_as_python_has_them() {
        assertThat(flat(null)).isEqualTo("None");
        assertThat(flat(true)).isEqualTo("True");
        assertThat(flat(false)).isEqualTo("False");
        assertThat(flat(-7L)).isEqualTo("-7");
        assertThat(flat(new BigInteger("123456789012345678901234567890"))).isEqualTo("123456789012345678901234567890");
        assertThat(flat(new BigDecimal("0.10"))).isEqualTo("0.10");
        assertThat(flat(new BigDecimal("1E+30"))).isEqualTo("1e+30");
        assertThat(flat(new BigDecimal("2"))).isEqualTo("2.0");
        assertThat(flat(0.5)).isEqualTo("0.5");
        assertThat(flat(Double.NaN)).isEqualTo("float(\"nan\")");
        assertThat(flat(Double.NEGATIVE_INFINITY)).isEqualTo("float(\"-inf\")");
        assertThat(flat(Arrays.asList(1, null, List.of()))).isEqualTo("[1, None, []]");
        assertThat(flat(Map.of("a", Map.of()))).isEqualTo("{\"a\": {}}");
    }

    @Test
    void texts_are_readable_where_they_can_be_and_escaped_where_they_deceive() {
        assertThat(flat("plain")).isEqualTo("\"plain\"");
        assertThat(flat("say \"hi\"")).isEqualTo("'say \"hi\"'");
        assertThat(flat("it's \"hi\"")).isEqualTo("'it\\'s \"hi\"'");
        assertThat(flat("\"it's'")).isEqualTo("\"\\\"it's'\"");
        assertThat(flat("a\\b\n\r\t\u0000\u001b\u007f")).isEqualTo("\"a\\\\b\\n\\r\\t\\x00\\x1b\\x7f\"");
        assertThat(flat("Größe 名前 🚗")).isEqualTo("\"Größe 名前 🚗\"");
        assertThat(flat("\u202eabc\u2028\u00a0\ufeff")).isEqualTo("\"\\u202eabc\\u2028\\xa0\\ufeff\"");
        assertThat(flat("\ud800 \udfff")).isEqualTo("\"\\ud800 \\udfff\"");
        assertThat(flat(new String(Character.toChars(0xe0001)))).isEqualTo("\"\\U000e0001\"");
    }

    @ParameterizedTest
    @CsvSource({"a-b", "'a b'", "'a()'", "1a", "''", "'a\nb'", "a.", "é"})
    void what_is_no_name_is_not_written_as_one(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Expression.name(name));
        assertThatIllegalArgumentException().isThrownBy(() -> Expression.call(name));
        assertThatIllegalArgumentException().isThrownBy(() -> Expression.argument(name, 1));
    }

    @Test
    void what_fits_is_one_line_and_what_does_not_has_one_part_a_line() {
        var file = new PythonFile();
        file.assign("short", Expression.call("f", Expression.argument(Expression.literal(List.of(1, 2)))));
        file.assign(
                "long",
                Expression.call(
                        "f",
                        Expression.argument("first", "x".repeat(40)),
                        Expression.argument("second", List.of("y".repeat(40), "z".repeat(60)))));
        assertThat(file.text()).isEqualTo("""
                        short = f([1, 2])
                        long = f(
                            first="%s",
                            second=[
                                "%s",
                                "%s",
                            ],
                        )
                        """.formatted("x".repeat(40), "y".repeat(40), "z".repeat(60)));
    }

    @Test
    void comments_stay_comments() {
        var file = new PythonFile();
        file.comment("one\rtwo\u2028three\u0085four\u000bfive\u001b");
        assertThat(file.text().lines()).allMatch(line -> line.startsWith("#"));
        assertThat(file.text())
                .doesNotContain("\u2028")
                .doesNotContain("\u001b")
                .doesNotContain("\u000b");
    }

    @Test
    void python_reads_back_what_was_written() throws Exception {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        var all = new StringBuilder();
        for (int c = 1; c < 0x3000; c++) {
            all.appendCodePoint(c);
        }
        all.appendCodePoint(0x1f697).appendCodePoint(0xe0001).appendCodePoint(0x10ffff);
        values.put("all", all.toString());
        values.put("quotes", "'\"'''\"\"\"\\");
        values.put("numbers", List.of(1, new BigDecimal("1.5"), new BigDecimal("1E+3")));
        values.put("nothing", null);
        Path program = folder.resolve("program.py");
        Files.writeString(
                program,
                "import json, sys\nsys.stdout.reconfigure(encoding=\"utf-8\")\nprint(json.dumps("
                        + Expression.literal(values).flat() + "))\n");
        Process process;
        try {
            process = new ProcessBuilder("python3", program.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (java.io.IOException e) {
            Assumptions.abort("no python3");
            return;
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(io.onedag.json.Json.write(io.onedag.json.Json.parse(out)))
                .isEqualTo(io.onedag.json.Json.write(values).replace("1E+3", "1000.0"));
    }

    private static String flat(@Nullable Object value) {
        return Expression.literal(value).flat();
    }
}
