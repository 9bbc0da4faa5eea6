package io.onedag.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onedag.Dataset;
import io.onedag.Rows;
import io.onedag.TaskFailedException;
import io.onedag.TaskSpec;
import io.onedag.json.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ReadCsvTest {

    private static final Path SHARED = Path.of("../../shared/data/csv");

    @TempDir
    Path folder;

    private TestContext context;

    @BeforeEach
    void set_up() {
        context = new TestContext(folder);
    }

    private void file(String name, String text) throws IOException {
        file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void file(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private List<List<String>> rows(ReadCsv spec) throws Exception {
        return DatasetTest.rows(context.dataset(spec));
    }

    private TaskFailedException failure(ReadCsv spec) {
        try {
            context.run(spec);
        } catch (TaskFailedException e) {
            return e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it didn't fail");
    }

    @Test
    void the_first_line_names_the_columns_and_an_unquoted_empty_field_is_null() throws Exception {
        file("a.csv", "id,name\n1,Ada\n2,\n3,\"\"\n\n4,\"a\"\"b,\nc\"\n");

        Dataset dataset = context.dataset(new ReadCsv("a.csv"));

        assertThat(dataset.columns()).containsExactly("id", "name");
        assertThat(dataset.rows()).isEqualTo(4);
        assertThat(DatasetTest.rows(dataset))
                .containsExactly(
                        List.of("1", "Ada"), Arrays.asList("2", null), List.of("3", ""), List.of("4", "a\"b,\nc"));
        assertThat(context.rows).isEqualTo(new Rows(4, 4, 0));
    }

    @Test
    void another_text_may_stand_for_null() throws Exception {
        file("a.csv", "a,b,c\nNULL,\"NULL\",\n");

        assertThat(rows(new ReadCsv("a.csv").nullText("NULL"))).containsExactly(Arrays.asList(null, "NULL", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void lines_end_in_any_way(String end) throws Exception {
        file("a.csv", String.join(end, "a,b", "1,\"x" + end + "y\"", "2,z"));

        assertThat(rows(new ReadCsv("a.csv"))).containsExactly(List.of("1", "x" + end + "y"), List.of("2", "z"));
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, EFBBBF", "UTF-16LE, FFFE", "UTF-16BE, FEFF", "UTF-32LE, FFFE0000", "UTF-32BE, 0000FEFF"})
    void a_byte_order_mark_tells_the_encoding(String charset, String mark) throws Exception {
        byte[] text = "id,name\n1,é😀\n".getBytes(Charset.forName(charset));
        byte[] start = new java.math.BigInteger("1" + mark, 16).toByteArray();
        byte[] bytes = new byte[start.length - 1 + text.length];
        System.arraycopy(start, 1, bytes, 0, start.length - 1);
        System.arraycopy(text, 0, bytes, start.length - 1, text.length);
        file("a.csv", bytes);

        assertThat(rows(new ReadCsv("a.csv").charset("ISO-8859-1"))).containsExactly(List.of("1", "é😀"));
    }

    @Test
    void an_encoding_is_read_as_told() throws Exception {
        file("a.csv", "id,name\n1,é\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(rows(new ReadCsv("a.csv").charset("ISO-8859-1"))).containsExactly(List.of("1", "é"));
    }

    @Test
    void bytes_that_are_no_character_make_their_row_bad() throws Exception {
        file("a.csv", "id,name\r\n1,é\r\n2,x\r\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(failure(new ReadCsv("a.csv")))
                .hasMessageContaining("a.csv:2: it has bytes that are no character in UTF-8: 1,\uFFFD")
                .hasMessageContaining("on_error: reject");
        assertThat(rows(new ReadCsv("a.csv").skipBadRows())).containsExactly(List.of("2", "x"));
    }

    @Test
    void delimiter_and_quote_may_be_others() throws Exception {
        file("a.csv", "a;b\n'1;2';3\n");
        file("b.tsv", "a\tb\n\"1\t2'\n");

        assertThat(rows(new ReadCsv("a.csv").delimiter(";").quote("'"))).containsExactly(List.of("1;2", "3"));
        assertThat(rows(new ReadCsv("b.tsv").delimiter("tab").quote("none"))).containsExactly(List.of("\"1", "2'"));
    }

    @Test
    void columns_may_be_named_by_the_task() throws Exception {
        file("a.csv", "x,,x\n1,2,3\n");

        assertThat(context.dataset(new ReadCsv("a.csv").columns("a", "b", "c")).columns())
                .containsExactly("a", "b", "c");
        assertThat(rows(new ReadCsv("a.csv").columns("a", "b", "c").withoutHeader()))
                .containsExactly(Arrays.asList("x", null, "x"), List.of("1", "2", "3"));
        assertThat(context.dataset(new ReadCsv("a.csv").withoutHeader()).columns())
                .containsExactly("column_1", "column_2", "column_3");
        assertThat(failure(new ReadCsv("a.csv").columns("a")))
                .hasMessageContaining("a.csv:1: its first line has 3 columns and the task names 1");
    }

    @Test
    void lines_before_the_header_are_left_out() throws Exception {
        file("a.csv", "Report \"of\nMay 2026\n\nid,name\n1,\"x\n2,y\n");

        var spec = new ReadCsv("a.csv").skipLines(3).skipBadRows();

        assertThat(rows(spec)).containsExactly(List.of("2", "y"));
        assertThat(context.log).singleElement().asString().contains("a.csv:5: a quote is opened and not closed: 1,\"x");
    }

    @Test
    void the_line_of_a_row_may_become_a_column() throws Exception {
        file("a.csv", "id,name\n1,\"Ada\nLovelace\"\nbad\n2,\n");
        file("b.csv", "name,id\nBob,3\n");

        var spec = new ReadCsv("a.csv", "b.csv").lineColumn("line").skipBadRows();

        assertThat(context.dataset(spec).columns()).containsExactly("id", "name", "line");
        assertThat(rows(spec))
                .containsExactly(
                        List.of("1", "Ada\nLovelace", "2"), Arrays.asList("2", null, "5"), List.of("3", "Bob", "2"));
        assertThat(rows(spec.fillShortRows()))
                .containsExactly(
                        List.of("1", "Ada\nLovelace", "2"),
                        Arrays.asList("bad", null, "4"),
                        Arrays.asList("2", null, "5"),
                        List.of("3", "Bob", "2"));
        assertThat(failure(new ReadCsv("a.csv").lineColumn("name")))
                .hasMessageContaining("a.csv has a column \"name\" of its own");
    }

    @Test
    void a_header_that_does_not_name_every_column_once_is_a_failure_for_good() throws Exception {
        file("a.csv", "id,name,id\n1,2,3\n");
        file("b.csv", "\nid,,x\n1,2,3\n");

        assertThat(failure(new ReadCsv("a.csv")))
                .hasMessageContaining("a.csv:1")
                .hasMessageContaining("two columns \"id\"");
        assertThat(failure(new ReadCsv("b.csv")))
                .hasMessageContaining("b.csv:2")
                .hasMessageContaining("column 2 without a name");
    }

    @Test
    void a_compressed_file_that_is_cut_may_be_whole_at_the_next_attempt() throws Exception {
        file("a.csv.gz", new byte[] {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, 0, 1});

        assertThat(failure(new ReadCsv("a.csv.gz")))
                .hasMessageContaining("a.csv.gz could not be read")
                .matches(TaskFailedException::isRetryable);
    }

    @Test
    void compressed_files_are_decompressed() throws Exception {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.csv.gz")))) {
            out.write("id\n1\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(rows(new ReadCsv("a.csv.gz"))).containsExactly(List.of("1"));
    }

    @Nested
    class Files_ {

        @Test
        void of_one_pattern_are_read_by_name() throws Exception {
            file("in/b.csv", "id,name\n2,b\n");
            file("in/a.csv", "name,id\na,1\n");
            file("in/c.txt", "no\n");
            file("in/sub/d.csv", "id,name\n4,d\n");

            assertThat(rows(new ReadCsv("in/*.csv"))).containsExactly(List.of("a", "1"), List.of("b", "2"));
            assertThat(rows(new ReadCsv("in/**.csv"))).hasSize(3);
            assertThat(rows(new ReadCsv("*/sub/?.csv"))).containsExactly(List.of("4", "d"));
            assertThat(rows(new ReadCsv("in/b.csv", "in/a.csv"))).containsExactly(List.of("2", "b"), List.of("1", "a"));
        }

        @Test
        void whose_name_looks_like_a_pattern_are_files() throws Exception {
            file("a[1].csv", "id\n1\n");

            assertThat(rows(new ReadCsv("a[1].csv"))).containsExactly(List.of("1"));
        }

        @Test
        void with_other_columns_are_a_failure_for_good() throws Exception {
            file("in/a.csv", "id,name\n1,a\n");
            file("in/b.csv", "id,title\n2,b\n");

            assertThat(failure(new ReadCsv("in/*.csv")))
                    .hasMessageContaining("b.csv has the columns [id, title]")
                    .hasMessageContaining("a.csv has [id, name]");
        }

        @Test
        void that_are_missing_may_come_by_the_next_attempt() {
            assertThat(failure(new ReadCsv("none.csv")))
                    .hasMessageContaining("none.csv isn't there")
                    .hasMessageContaining("if_missing: empty")
                    .matches(TaskFailedException::isRetryable);
            assertThat(failure(new ReadCsv("in/*.csv"))).hasMessageContaining("in/*.csv isn't there");
        }

        @Test
        void that_are_missing_may_be_no_rows() throws Exception {
            Dataset dataset =
                    context.dataset(new ReadCsv("none.csv").emptyIfMissing().columns("a", "b"));

            assertThat(dataset.rows()).isZero();
            assertThat(dataset.columns()).containsExactly("a", "b");
            assertThat(context.dataset(new ReadCsv("none.csv").emptyIfMissing()).columns())
                    .isEmpty();
        }

        @Test
        void that_are_empty_lack_their_header() throws Exception {
            file("a.csv", "");
            file("b.csv", "\uFEFF\n\n");

            assertThat(failure(new ReadCsv("a.csv"))).hasMessageContaining("a.csv has no line that names its columns");
            assertThat(failure(new ReadCsv("b.csv"))).hasMessageContaining("b.csv has no line that names its columns");
            assertThat(rows(new ReadCsv("a.csv", "b.csv").emptyIfMissing())).isEmpty();
            assertThat(rows(new ReadCsv("a.csv").withoutHeader())).isEmpty();
        }

        @Test
        void with_nothing_but_a_header_have_no_rows() throws Exception {
            file("a.csv", "id,name");

            Dataset dataset = context.dataset(new ReadCsv("a.csv"));

            assertThat(dataset.columns()).containsExactly("id", "name");
            assertThat(dataset.rows()).isZero();
        }

        @Test
        void that_are_folders_are_a_failure_for_good() throws Exception {
            Files.createDirectory(folder.resolve("in"));

            assertThat(failure(new ReadCsv("in")))
                    .hasMessageContaining("is a folder")
                    .hasMessageContaining("in/*.csv");
        }
    }

    @Nested
    class A_bad_row {

        @Test
        void names_file_line_and_reason() throws Exception {
            file("a.csv", "a,b\n1,\"x\ny\"\n3\n");

            assertThat(failure(new ReadCsv("a.csv")))
                    .hasMessageStartingWith(folder.resolve("a.csv") + ":4: it has 1 field instead of 2: 3")
                    .matches(e -> !e.isRetryable());
            assertThat(context.rows).isEqualTo(new Rows(2, 1, 1));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n", "\r"})
        void goes_to_the_reject_file_as_it_stands_in_its_own(String end) throws Exception {
            file(
                    "a.csv",
                    String.join(
                            end,
                            "id,name,day",
                            "1,\"a" + end + "b\",2026-01-01",
                            "2, \"short\" ",
                            "3,\"multi" + end + "line\",2026-01-01,extra",
                            "4,\"x\"y,2026-01-01",
                            "five,x,2026-01-01",
                            "6,x,2026-02-30",
                            "7,\"open,2026-01-01",
                            "8,z,2026-01-01"));

            var output = (Map<?, ?>) context.output(new ReadCsv("a.csv")
                    .type("id", "integer")
                    .type("day", "date")
                    .rejectBadRows());

            assertThat(output.get("rejected")).isEqualTo(6L);
            assertThat(DatasetTest.rows(Dataset.fromOutput(output)))
                    .containsExactly(List.of("1", "a" + end + "b", "2026-01-01"), List.of("8", "z", "2026-01-01"));
            assertThat(context.rows).isEqualTo(new Rows(8, 2, 6));
            String file = folder.resolve("a.csv").toString();
            var rejects = new TestContext(folder);
            rejects.attempt = 2;
            assertThat(DatasetTest.rows(rejects.dataset(new ReadCsv((String) output.get("reject_file")))))
                    .containsExactly(
                            Arrays.asList(file, "4", null, "it has 2 fields instead of 3", "2, \"short\" "),
                            Arrays.asList(
                                    file,
                                    "5",
                                    null,
                                    "it has 4 fields instead of 3",
                                    "3,\"multi" + end + "line\",2026-01-01,extra"),
                            Arrays.asList(
                                    file,
                                    "7",
                                    null,
                                    "a closing quote is followed by something else than a delimiter",
                                    "4,\"x\"y,2026-01-01"),
                            List.of(file, "8", "id", "no integer", "five,x,2026-01-01"),
                            List.of(file, "9", "day", "no date", "6,x,2026-02-30"),
                            Arrays.asList(file, "10", null, "a quote is opened and not closed", "7,\"open,2026-01-01"));
        }

        @Test
        void goes_to_the_file_it_is_told_to_and_replaces_earlier_ones() throws Exception {
            var spec = new ReadCsv("a.csv").rejectBadRowsTo("out/bad.csv");
            file("a.csv", "a,b\n1\n");
            assertThat(context.output(spec, "reject_file"))
                    .isEqualTo(folder.resolve("out/bad.csv").toString());
            assertThat(folder.resolve("out/bad.csv")).content().contains("it has 1 field instead of 2");

            file("a.csv", "a,b\n1,2\n");
            context.output(spec);
            assertThat(folder.resolve("out/bad.csv")).hasContent("file,line,column,reason,row\n");
        }

        @Test
        void makes_no_reject_file_where_there_is_none() throws Exception {
            file("a.csv", "a,b\n1,2\n");

            var output = (Map<?, ?>) context.output(new ReadCsv("a.csv").rejectBadRows());

            assertThat(output.get("rejected")).isEqualTo(0L);
            assertThat(output.containsKey("reject_file")).isFalse();
        }

        @Test
        void that_is_short_may_be_filled() throws Exception {
            file("a.csv", "a,b,c\n1\n1,2,3,4\n");

            assertThat(rows(new ReadCsv("a.csv").fillShortRows().skipBadRows()))
                    .containsExactly(Arrays.asList("1", null, null));
        }

        @Test
        void too_many_is_a_failure_for_good() throws Exception {
            file("a.csv", "a,b\n1\n2\n3\n");

            assertThat(rows(new ReadCsv("a.csv").skipBadRows().maxErrors(3))).isEmpty();
            assertThat(failure(new ReadCsv("a.csv").skipBadRows().maxErrors(2)))
                    .hasMessageContaining("more than 2 bad rows, the last: ")
                    .hasMessageContaining("a.csv:4");
        }

        @Test
        void many_are_logged_a_few_times() throws Exception {
            file("a.csv", "a,b\n" + "1\n".repeat(100));

            context.run(new ReadCsv("a.csv").skipBadRows());

            assertThat(context.log).hasSize(6).endsWith("WARN 100 bad rows in all");
        }

        @Test
        void with_a_quote_that_swallows_a_large_file_costs_no_more_than_itself() throws Exception {
            try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("a.csv"))) {
                out.write("a,b\n0,\"open\n");
                for (int i = 1; i <= 500_000; i++) {
                    out.write(i + ",some text to fill the line\n");
                }
            }

            assertThat(context.dataset(new ReadCsv("a.csv").skipBadRows()).rows())
                    .isEqualTo(500_000);
            assertThat(context.rows).isEqualTo(new Rows(500_001, 500_000, 1));
        }

        @Test
        void with_a_field_of_any_length_is_one_line() throws Exception {
            file("a.csv", "a,b\n1," + "x".repeat(5_000_000) + "\n2,y\n");

            assertThat(rows(new ReadCsv("a.csv").skipBadRows())).containsExactly(List.of("2", "y"));
            assertThat(context.log).singleElement().asString().contains("a.csv:2: a field is longer than 4194304");
        }

        @Test
        void that_does_not_end_is_a_failure_for_good() throws Exception {
            file("a.csv", "a,b\n" + "x".repeat(20_000_000));

            assertThat(failure(new ReadCsv("a.csv").skipBadRows()))
                    .hasMessageContaining("a.csv:2: it is longer than")
                    .matches(e -> !e.isRetryable());
        }

        @Test
        void of_a_type_that_the_file_lacks_is_a_failure_for_good_with_a_hint() throws Exception {
            file("a.csv", "id,amount\n1,2\n");

            assertThat(failure(new ReadCsv("a.csv").type("amuont", "decimal")))
                    .hasMessageContaining("\"amuont\"")
                    .hasMessageContaining("did you mean \"amount\"?");
        }

        @ParameterizedTest
        @CsvSource({
            "integer, 0 -1 +7 12345678901234567890, x 1.0 1e3 0x1 ''",
            "decimal, 1 -1.5 1e3 .5 0.10, x 1.2.3 NaN 1_000",
            "boolean, true FALSE True, yes 1 t",
            "date, 2026-01-31 2024-02-29, 2026-02-29 31.01.2026 2026-1-1",
            "datetime, 2026-01-31T10:00 2026-01-31T10:00:00.5Z 2026-01-31T10:00:00+01:00, 2026-01-31 2026-01-31T25:00"
        })
        void is_one_with_a_value_of_another_type(String type, String good, String bad) throws Exception {
            var lines = new ArrayList<String>();
            lines.add("v");
            Stream.of((good + " " + bad).split(" ")).forEach(each -> lines.add("\"" + each.replace("'", "") + "\""));
            file("a.csv", String.join("\n", lines));

            assertThat(rows(new ReadCsv("a.csv").type("v", type).skipBadRows()))
                    .containsExactlyElementsOf(
                            Stream.of(good.split(" ")).map(List::of).toList());
        }
    }

    @Test
    void test_mode_stops_at_its_limit() throws Exception {
        file("a.csv", "id\n1\n2\n3\n");
        file("b.csv", "id\n4\n");
        context.limit = 2;

        assertThat(rows(new ReadCsv("a.csv", "b.csv"))).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void a_cancelled_attempt_ends() throws Exception {
        file("a.csv", "id\n1\n");
        context.cancelled = true;

        assertThatThrownBy(() -> context.run(new ReadCsv("a.csv"))).isInstanceOf(InterruptedException.class);
    }

    @Test
    void a_million_rows_take_little_memory() throws Exception {
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("a.csv"))) {
            out.write("id,name,amount,day,text\n");
            for (int i = 0; i < 1_000_000; i++) {
                out.write(i + ",\"name " + i + "\"," + i / 100.0 + ",2026-01-01,some text to make the row longer\n");
            }
        }
        long before = used();
        long[] peak = {0};
        context = new TestContext(folder) {
            @Override
            public void progress(long done, long total) {
                if (done % 100_000 == 0) {
                    peak[0] = Math.max(peak[0], used());
                }
            }
        };

        Dataset dataset =
                context.dataset(new ReadCsv("a.csv").type("id", "integer").type("amount", "decimal"));

        assertThat(dataset.rows()).isEqualTo(1_000_000);
        assertThat(peak[0] - before).isLessThan(16L * 1024 * 1024);
        try (var rows = io.onedag.tasks.dataset.DatasetReader.open(dataset)) {
            long sum = 0;
            while (rows.next()) {
                sum += Long.parseLong(rows.text("id"));
            }
            assertThat(sum).isEqualTo(499_999_500_000L);
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Nested
    class Files_that_others_wrote {

        static List<String> spectrum() throws IOException {
            Path folder = SHARED.resolve("csv-spectrum/csvs");
            if (!Files.isDirectory(folder)) {
                return List.of("absent");
            }
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(file -> file.getFileName().toString().replace(".csv", ""))
                        .sorted()
                        .toList();
            }
        }

        @ParameterizedTest
        @MethodSource("spectrum")
        void of_csv_spectrum_are_read_as_expected(String name) throws Exception {
            assumeTrue(Files.isDirectory(SHARED), "the shared test data is not beside the project");
            Path file = SHARED.resolve("csv-spectrum/csvs/" + name + ".csv").toAbsolutePath();

            Dataset dataset = context.dataset(new ReadCsv(file.toString()));

            var objects = new ArrayList<Object>();
            for (List<String> row : DatasetTest.rows(dataset)) {
                var object = new LinkedHashMap<String, Object>();
                for (int i = 0; i < row.size(); i++) {
                    object.put(dataset.columns().get(i), row.get(i));
                }
                objects.add(object);
            }
            Object expected = Json.parse(Files.readString(SHARED.resolve("csv-spectrum/json/" + name + ".json")));
            if (name.equals("location_coordinates")) { // its JSON is one object, and made up the telephone number
                assertThat(objects).singleElement().asInstanceOf(MAP).containsKey("Contact Phone Number");
                assertThat(((Map<?, ?>) objects.get(0)).get("Location Coordinates"))
                        .isEqualTo(((Map<?, ?>) expected).get("Location Coordinates"));
            } else {
                assertThat(objects).isEqualTo(expected);
            }
        }

        /** What each ugly file needs to be read, and what comes out: columns, rows, bad rows. */
        static List<Arguments> ugly() {
            return List.of(
                    Arguments.of("messytables-horror/begrotingsanalyse-2011.csv", Map.of("header", false), 20, 43, 0),
                    Arguments.of("messytables-horror/characters.csv", Map.of("charset", "Big5"), 18, 382, 0),
                    Arguments.of("messytables-horror/complex.csv", Map.of(), 4, 2, 1),
                    Arguments.of("messytables-horror/example.tsv", Map.of("delimiter", "tab"), 17, 140, 0),
                    Arguments.of("messytables-horror/excel_pasting.csv", Map.of("skip_lines", 3), 9, 17, 0),
                    Arguments.of("messytables-horror/long.csv", Map.of(), 1, 3999, 0),
                    Arguments.of("messytables-horror/mixedGLB.csv", Map.of("header", false), 19, 137, 0),
                    Arguments.of("messytables-horror/null.csv", Map.of("header", false, "null_text", "null"), 4, 10, 0),
                    Arguments.of("messytables-horror/simple.csv", Map.of(), 3, 6, 0),
                    Arguments.of("messytables-horror/simple.psv", Map.of("delimiter", "|"), 6, 28, 0),
                    Arguments.of("messytables-horror/simple.ssv", Map.of("delimiter", ";"), 3, 6, 0),
                    Arguments.of("messytables-horror/skip_initials.csv", Map.of(), 2, 2, 0),
                    Arguments.of("messytables-horror/small.csv", Map.of(), 1, 0, 0),
                    Arguments.of("messytables-horror/spanish_chars.csv", Map.of("charset", "ISO-8859-1"), 8, 116, 0),
                    Arguments.of(
                            "messytables-horror/sparse_with_column_errors.csv",
                            Map.of("charset", "ISO-8859-1", "columns", List.of("lp", "name", "title", "rest")),
                            4,
                            2237,
                            0),
                    Arguments.of("messytables-horror/utf-16le_encoded.csv", Map.of(), 19, 327, 0),
                    Arguments.of("messytables-horror/utf8bom.csv", Map.of(), 2, 0, 0),
                    Arguments.of(
                            "messytables-horror/weird_head_padding.csv",
                            Map.of("delimiter", ";", "skip_lines", 10, "header", false),
                            11,
                            62,
                            16),
                    Arguments.of("papaparse/long-sample.csv", Map.of("header", false), 7, 8, 0),
                    Arguments.of("papaparse/malformed.tsv", Map.of("delimiter", "tab"), 8, 6, 3),
                    Arguments.of("papaparse/sample.csv", Map.of("header", false), 3, 2, 0),
                    Arguments.of("papaparse/sample-header.csv", Map.of(), 2, 2, 0),
                    Arguments.of("papaparse/utf-8-bom-sample.csv", Map.of(), 3, 1, 0));
        }

        @ParameterizedTest
        @MethodSource("ugly")
        void for_other_libraries_are_read_and_bad_rows_are_named(
                String name, Map<String, ?> settings, int columns, long good, long bad) throws Exception {
            assumeTrue(Files.isDirectory(SHARED), "the shared test data is not beside the project");
            var with = new LinkedHashMap<String, Object>(settings);
            with.put("file", SHARED.resolve(name).toAbsolutePath().toString());
            with.put("on_error", "skip");

            Dataset dataset = context.dataset(TaskSpec.of("read_csv", with));

            assertThat(dataset.columns()).hasSize(columns);
            assertThat(context.rows).isEqualTo(new Rows(good + bad, good, bad));
            assertThat(DatasetTest.rows(dataset)).hasSize((int) good);
            assertThat(context.log)
                    .allMatch(line -> line.matches(".*" + Path.of(name).getFileName() + ":\\d+: .*|.*bad rows in all"));
        }

        @Test
        void for_other_libraries_that_need_a_setting_are_refused_by_file_and_line() {
            assumeTrue(Files.isDirectory(SHARED), "the shared test data is not beside the project");
            Path horror = SHARED.resolve("messytables-horror").toAbsolutePath();

            assertThat(failure(new ReadCsv(horror.resolve("spanish_chars.csv").toString())))
                    .hasMessageContaining("spanish_chars.csv:1: ")
                    .hasMessageContaining("no character in UTF-8");
            assertThat(failure(new ReadCsv(horror.resolve("mixedGLB.csv").toString())))
                    .hasMessageContaining("mixedGLB.csv:1: its line of column names leaves column 2 without a name");
            assertThat(failure(new ReadCsv(horror.resolve("complex.csv").toString())))
                    .hasMessageContaining("complex.csv:4: it has 6 fields instead of 4: 2011-01-03, , \"6,000,000\"");
        }
    }
}
