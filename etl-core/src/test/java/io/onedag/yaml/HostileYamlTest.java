package io.onedag.yaml;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.onedag.DefinitionException;
import io.onedag.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody writes by mistake is refused with a clear error, in bounded time and memory. */
class HostileYamlTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://localhost\"]]]]",
                "!!java.lang.Runtime {}",
                "!custom x",
                "!!python/object/apply:os.system [ls]",
                "!!str 5",
                "!!binary aGVsbG8=",
                "!!set {a}",
                "!<tag:yaml.org,2002:str> x"
            })
    void tags_are_refused(String value) {
        assertThat(error("pipeline: p\ntitle: " + value + "\n"))
                .startsWith("p.yaml:2:8: the tag \"")
                .endsWith(
                        "can't be used: a definition holds data, and no types of its own; drop the tag; a text goes in quotes");
    }

    @Test
    void a_tag_of_an_unknown_handle_is_refused() {
        assertThat(error("pipeline: !e!x p")).startsWith("p.yaml:1:11: a tag can't be used");
    }

    @Test
    void an_alias_bomb_is_refused_before_it_goes_off() {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 60; i++) {
            yaml.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(9))
                    .append("*a%d]\n".formatted(i - 1));
        }

        assertThat(assertTimeout(ofSeconds(60), () -> error(yaml.toString())))
                .isEqualTo(
                        "p.yaml:6:45: there are more than 1000000 values, each alias counted with all that it stands for;"
                                + " split the pipeline, or build it in Java");
    }

    @Test
    void a_bomb_of_merge_keys_is_refused_too() {
        var yaml = new StringBuilder("m0: &m0 {k0: x}\n");
        for (int i = 1; i < 60; i++) {
            yaml.append("m%d: &m%d {k%d: x, <<: [*m%d, *m%d, *m%d]}\n".formatted(i, i, i, i - 1, i - 1, i - 1));
        }

        assertThat(assertTimeout(ofSeconds(60), () -> error(yaml.toString())))
                .contains("there are more than 1000000 values");
    }

    @Test
    void an_alias_within_its_own_anchor_is_refused() {
        assertThat(error("pipeline: p\ntasks: &t\n  a: *t\n"))
                .isEqualTo(
                        "p.yaml:3:6: *t stands for nothing: no value before it is marked &t, or it stands within that value;"
                                + " mark the value with &t, or put the text in quotes");
    }

    @Test
    void an_alias_of_nothing_is_refused() {
        assertThat(error("pipeline: *nothing")).startsWith("p.yaml:1:11: *nothing stands for nothing");
    }

    @Test
    void a_duplicate_key_is_refused() {
        assertThat(error("pipeline: p\ntasks:\n  a: {uses: noop}\n  b: {uses: noop}\n  a: {uses: echo}\n"))
                .isEqualTo(
                        "p.yaml:5:3: the key \"a\" is in this map twice; the first is at line 3, column 3; drop or rename one");
    }

    @Test
    void a_second_document_is_refused() {
        assertThat(error("pipeline: p\n---\npipeline: q\n"))
                .isEqualTo("p.yaml:2:1: a second document begins here; write one pipeline in each file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# a comment\n", "   "})
    void an_empty_file_is_refused(String yaml) {
        assertThat(error(yaml))
                .isEqualTo("p.yaml:1:1: there is no definition in it; begin with pipeline: NAME and tasks: {…}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    5: x        | 2:1: a key is 5; keys are texts; write it in quotes: "5"
                    true: x     | 2:1: a key is true; keys are texts; write it in quotes: "true"
                    1.5: x      | 2:1: a key is 1.5; keys are texts; write it in quotes: "1.5"
                    ~: x        | 2:1: a key is null; keys are texts; write a name
                    [a, b]: x   | 2:1: a key is a list; keys are texts; write a name
                    {a: b}: x   | 2:1: a key is a map; keys are texts; write a name
                    ? [a]       | 2:3: a key is a list; keys are texts; write a name
                    """)
    void a_key_that_is_no_text_is_refused(String line, String expected) {
        assertThat(error("pipeline: p\n" + line + "\n")).isEqualTo("p.yaml:" + expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void deep_nesting_is_refused_without_exhausting_the_stack(String opening) {
        assertThat(assertTimeout(ofSeconds(60), () -> error(opening.repeat(100_000))))
                .containsPattern("nested deeper than 64 levels|not YAML|can't|doesn't fit|without a");
    }

    @Test
    void deep_indentation_is_refused() {
        String yaml =
                IntStream.range(0, 1000).mapToObj(i -> " ".repeat(i) + "a:\n").collect(Collectors.joining());

        assertThat(error(yaml)).isEqualTo("p.yaml:65:65: nested deeper than 64 levels; flatten it");
    }

    @Test
    void more_than_ten_mebibytes_are_refused_without_reading_them_all() throws IOException {
        Path file = folder.resolve("huge.yaml");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }

        assertThat(error(file))
                .endsWith(
                        "huge.yaml: it is larger than 10 MiB, the most that a definition may have; split the pipeline, or build it in Java");
        assertThat(error("a".repeat(10 * 1024 * 1024 + 1))).startsWith("p.yaml: it is larger than 10 MiB");
        assertThat(error(new EndlessReader())).startsWith("p.yaml: it is larger than 10 MiB");
    }

    @Test
    void ten_mebibytes_of_anything_end_soon() {
        int size = 10 * 1024 * 1024;
        List<String> texts = List.of(
                "a".repeat(size),
                "\"" + "a".repeat(size - 2) + "\"",
                "#" + "a".repeat(size - 1),
                "- a\n".repeat(size / 4),
                "[a,".repeat(size / 3),
                "\n".repeat(size),
                " ".repeat(size),
                "'".repeat(size),
                "? ".repeat(size / 2),
                "&a ".repeat(size / 3),
                "a: |\n" + " ".repeat(size - 5));
        for (String text : texts) {
            assertThat(assertTimeout(ofSeconds(60), () -> problems(text))).isNotEmpty();
        }
    }

    @Test
    void a_line_without_end_is_refused() {
        assertThat(error("pipeline: p\ntitle: " + "a".repeat(1_000_000)))
                .isEqualTo(
                        "p.yaml:2:1: the line is longer than 1000000 characters; break it, or keep the data in a file of its own");
    }

    @Test
    void what_is_not_utf8_is_refused() throws IOException {
        Path latin = Files.write(
                folder.resolve("latin.yaml"), "pipeline: p\ntitle: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        Path utf16 = Files.write(folder.resolve("utf16.yaml"), "pipeline: p".getBytes(StandardCharsets.UTF_16));

        assertThat(error(latin)).endsWith("latin.yaml:2:11: the byte 0xE9 is not UTF-8; save the file as UTF-8");
        assertThat(error(utf16)).endsWith("utf16.yaml:1:1: the byte 0xFE is not UTF-8; save the file as UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "0000,is it a YAML file?",
        "001B,'remove it, or write \"\\u001B\" in double quotes'",
        "0008,'remove it, or write \"\\u0008\" in double quotes'",
        "FFFE,'remove it, or write \"\\uFFFE\" in double quotes'"
    })
    void control_characters_are_refused(String code, String hint) {
        char c = (char) Integer.parseInt(code, 16);

        assertThat(error("pipeline: p\ntitle: a" + c + "b\n"))
                .isEqualTo("p.yaml:2:9: the character U+" + code + " can't stand in YAML; " + hint);
    }

    @Test
    void half_a_character_is_refused() {
        assertThat(error("title: a\uD83Db")).startsWith("p.yaml:1:9: the character U+D83D can't stand in YAML");
        assertThat(error("title: \"\\ud83d\"")).startsWith("p.yaml:1:8: a text with a lone surrogate");
        assertThat(error("\"\\udc00\": x")).startsWith("p.yaml:1:1: a text with a lone surrogate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e999999999", "1e99999999999999999999", "1e-999999999"})
    void a_number_that_no_computer_holds_is_refused(String number) {
        assertThat(error("pipeline: p\ntitle: " + number))
                .isEqualTo("p.yaml:2:8: the number \"" + number + "\" is out of range; put a text in quotes");
    }

    @Test
    void controls_in_a_name_can_not_forge_another_line_of_the_message() {
        assertThat(error("pipeline: p\ntasks: {a: {uses: \"x\\nq.yaml:1:1: all is well\\e[2K\\u202e\"}}"))
                .isEqualTo(
                        "p.yaml:2:19: task \"a\" uses \"x\\nq.yaml:1:1: all is well\\u001B[2K\\u202E\", which is no task type;"
                                + " known: echo, load, noop");
    }

    @Test
    void a_very_long_name_does_not_make_a_very_long_message() {
        String longName = "n".repeat(900_000);

        assertThat(problems("pipeline: p\ntasks:\n  a:\n    uses: " + longName + "\n    pool: " + longName + "\n    "
                        + longName.substring(0, 1000) + ": 1"))
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem).hasSizeLessThan(1500));
    }

    @Test
    void ten_thousand_errors_are_found_in_seconds() {
        String yaml = IntStream.range(0, 10_000)
                .mapToObj(i -> "  task_%d: {uses: nop, needs: [tsk_%d], pool: p, neds: x}%n".formatted(i, i))
                .collect(Collectors.joining("", "pipeline: p\ntasks:\n", ""));

        assertThat(assertTimeout(ofSeconds(60), () -> problems(yaml))).hasSize(40_000);
    }

    @Test
    void a_file_that_can_not_be_read_is_an_error_like_any_other() {
        assertThat(error(folder.resolve("none.yaml")))
                .endsWith("none.yaml: there is no such file; give the path of a YAML file");
        assertThat(error(folder)).endsWith(": it is a directory; give the path of a YAML file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    title: a: b          | 2:9: a ":" can't stand here; check the indentation; a value with ": " in it goes in quotes
                    title: @home         | 2:8: a plain value can't begin with @; put it in quotes
                    title: `ls`          | 2:8: a plain value can't begin with `; put it in quotes
                    title: %x            | 2:8: a plain value can't begin with %; put it in quotes
                    title: "x            | 3:1: a quote is not closed; close it
                    title: 'x            | 3:1: a quote is not closed; close it
                    title: [a, b         | 3:1: a bracket or brace is not closed; close it with ] or }
                    title: {a: 1         | 3:1: a bracket or brace is not closed; close it with ] or }
                    title: "a" b         | 2:12: this line doesn't fit the lines before it; indent it like its neighbours; a quoted value ends its line
                    title: "\\q"          | 2:10: this escape doesn't exist; write \\\\ for a backslash, or use single quotes
                    title: "\\xZZ"        | 2:11: this escape lacks hexadecimal digits; write it like \\x41 or \\u0041
                    title: - a           | 2:8: a list can't begin here; put it on a line of its own, or write it as [a, b]
                    title                | 3:1: a key without a ":", or a line that isn't indented as those around it; write key: value, indented like its neighbours
                    title: [${item}]     | 2:10: a list in brackets goes on without a "," or a "]"; separate its elements with commas; put texts with brackets, braces or commas in quotes
                    """)
    void what_is_not_yaml_is_explained(String line, String expected) {
        assertThat(error("pipeline: p\n" + line + "\n")).isEqualTo("p.yaml:" + expected);
    }

    @Test
    void a_line_that_is_indented_by_mistake_is_explained() {
        assertThat(error("pipeline: p\n  title: x\n"))
                .isEqualTo(
                        "p.yaml:2:8: a \":\" can't stand here; check the indentation; a value with \": \" in it goes in quotes");
        assertThat(error("pipeline: p\ntitle: &\n"))
                .isEqualTo("p.yaml:2:9: an anchor needs a name; put a text that begins with & in quotes");
        assertThat(error("pipeline: p\ntitle: * x\n"))
                .isEqualTo("p.yaml:2:9: an alias needs a name; put a text that begins with * in quotes");
        assertThat(error("%YAML 3.0\n---\npipeline: p")).contains("this version of YAML can't be read");
        assertThat(error("\"pipeline\" x: p")).startsWith("p.yaml:1:13: ");
    }

    @Test
    void a_tab_is_explained() {
        assertThat(error("pipeline: p\ntasks:\n\ta: {uses: noop}\n"))
                .isEqualTo("p.yaml:3:1: a tab can't begin a value or indent a line; indent with spaces");
    }

    private static String error(String yaml) {
        List<String> problems = problems(yaml);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(DefinitionException.class, () -> YamlPipelines.load("p.yaml", yaml))
                .problems()
                .stream()
                .map(Problem::toString)
                .toList();
    }

    private static String error(Path file) {
        return catchThrowableOfType(DefinitionException.class, () -> YamlPipelines.load(file))
                .getMessage();
    }

    private static String error(Reader reader) {
        return catchThrowableOfType(DefinitionException.class, () -> YamlPipelines.load("p.yaml", reader))
                .getMessage();
    }

    /** Never ends. */
    private static final class EndlessReader extends StringReader {
        EndlessReader() {
            super("");
        }

        @Override
        public int read(char[] buffer, int offset, int length) {
            return length;
        }

        @Override
        public int read(char[] buffer) {
            return buffer.length;
        }
    }
}
