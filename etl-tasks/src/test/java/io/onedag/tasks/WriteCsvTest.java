package io.onedag.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Rows;
import io.onedag.TaskFailedException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WriteCsvTest {

    @TempDir
    Path folder;

    private TestContext context;
    private Path file;

    @BeforeEach
    void set_up() {
        context = new TestContext(folder);
        file = folder.resolve("out.csv");
    }

    private static Map<String, Object> row(Object... entries) {
        var row = new LinkedHashMap<String, Object>();
        for (int i = 0; i < entries.length; i += 2) {
            row.put((String) entries[i], entries[i + 1]);
        }
        return row;
    }

    private void rows(Object... rows) {
        context.outputs.put("x", List.of(rows));
    }

    @Test
    void rows_of_the_only_upstream_are_written() throws Exception {
        rows(
                row("id", 1L, "name", "a \"b\", c\nd 😀"),
                row("id", new BigDecimal("1E+2"), "name", null),
                row("id", "", "name", true));

        assertThat(context.output(new WriteCsv("out.csv"))).isEqualTo(row("file", file.toString(), "rows", 3L));

        assertThat(file).hasContent("id,name\n1,\"a \"\"b\"\", c\nd 😀\"\n100,\n\"\",true\n");
        assertThat(context.rows).isEqualTo(new Rows(3, 3, 0));
    }

    @Test
    void a_dataset_goes_through_from_file_to_file_as_it_is() throws Exception {
        String text = "id,name,note\n1,\"\",\"x, \"\"y\"\"\nz\"\n2,,é\n";
        Files.writeString(folder.resolve("in.csv"), text);

        context.outputs.put("x", context.output(new ReadCsv("in.csv")));
        context.run(new WriteCsv("out.csv"));

        assertThat(file).hasContent(text);
    }

    @Test
    void columns_are_chosen_and_ordered() throws Exception {
        rows(row("a", 1L, "b", 2L, "c", 3L));

        context.run(new WriteCsv("out.csv")
                .columns("c", "a")
                .withoutHeader()
                .delimiter("tab")
                .crlf());

        assertThat(Files.readString(file)).isEqualTo("3\t1\r\n");
        assertThatThrownBy(() -> context.run(new WriteCsv("out.csv").columns("other")))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("columns names column \"other\", which the rows don't have; known: a, b, c");
    }

    @Test
    void a_value_that_reads_like_null_is_quoted() throws Exception {
        rows(row("a", null, "b", "NULL", "c", ""));

        context.run(new WriteCsv("out.csv").nullText("NULL").withoutHeader());

        assertThat(file).hasContent("NULL,\"NULL\",\n");
    }

    @Test
    void no_rows_are_a_file_with_a_header() throws Exception {
        rows();
        context.run(new WriteCsv("out.csv").columns("a", "b"));
        assertThat(file).hasContent("a,b\n");

        context.run(new WriteCsv("out.csv"));
        assertThat(file).isEmptyFile();
    }

    @Test
    void an_encoding_is_written_as_told() throws Exception {
        rows(row("a", "é"));
        context.run(new WriteCsv("out.csv").charset("ISO-8859-1"));
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).isEqualTo("a\né\n");

        rows(row("a", "é"), row("a", "😀"));
        assertThatThrownBy(() -> context.run(new WriteCsv("out.csv").charset("ISO-8859-1")))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("row 2, column \"a\"")
                .hasMessageContaining("ISO-8859-1");
    }

    @Test
    void a_file_is_replaced_as_a_whole_or_stays_as_it_was() throws Exception {
        Files.writeString(file, "old");
        rows(row("a", 1L));
        context.cancelled = true;
        assertThatThrownBy(() -> context.run(new WriteCsv("out.csv"))).isInstanceOf(InterruptedException.class);

        assertThat(file).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");

        context.cancelled = false;
        context.run(new WriteCsv("out.csv"));
        assertThat(file).hasContent("a\n1\n");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_file_keeps_its_permissions_and_a_link_its_target() throws Exception {
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Files.createSymbolicLink(folder.resolve("link.csv"), file);
        rows(row("a", 1L));

        context.run(new WriteCsv("link.csv"));

        assertThat(file).hasContent("a\n1\n");
        assertThat(folder.resolve("link.csv")).isSymbolicLink();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-r--");
    }

    @Test
    void missing_folders_are_made() throws Exception {
        rows(row("a", 1L));

        context.run(new WriteCsv("x/y/out.csv"));

        assertThat(folder.resolve("x/y/out.csv")).hasContent("a\n1\n");
        assertThatThrownBy(() -> context.run(new WriteCsv("x"))).hasMessageContaining("is a folder");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void what_is_no_regular_file_is_not_replaced() throws Exception {
        Path fifo = folder.resolve("fifo");
        new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
        rows(row("a", 1L));

        assertThatThrownBy(() -> context.run(new WriteCsv("fifo")))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("is no regular file");
        assertThat(Files.exists(fifo)).isTrue();
    }
}
