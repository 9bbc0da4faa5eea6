package io.onedag.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Dataset;
import io.onedag.TaskFailedException;
import io.onedag.tasks.dataset.DatasetReader;
import io.onedag.tasks.dataset.DatasetWriter;
import io.onedag.tasks.dataset.RowInput;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {

    @TempDir
    Path folder;

    private TestContext context;

    @BeforeEach
    void set_up() {
        context = new TestContext(folder);
    }

    @Test
    void what_was_written_is_read() throws Exception {
        var text = "a \"b\", c\r\nd\n'; 😀 \\ {{ }} $(id)";
        Dataset dataset;
        try (var rows = DatasetWriter.create(context, List.of("id", "text", "none"))) {
            rows.write(1, text, null);
            rows.write(null, "", " ");
            rows.write(new BigDecimal("1E+3"), LocalDate.of(2026, 1, 2), Map.of("a", List.of(true)));
            dataset = rows.finish();
        }

        assertThat(dataset.rows()).isEqualTo(3);
        assertThat(dataset.columns()).containsExactly("id", "text", "none");
        assertThat(rows(Dataset.fromOutput(dataset.toOutput())))
                .containsExactly(
                        Arrays.asList("1", text, null),
                        Arrays.asList(null, "", " "),
                        List.of("1000", "2026-01-02", "{\"a\":[true]}"));
    }

    @Test
    void one_column_holds_nulls_and_empty_texts() throws Exception {
        Dataset dataset;
        try (var rows = DatasetWriter.create(context, List.of("v"))) {
            rows.write((Object) null);
            rows.write("");
            rows.write("x");
            rows.write((Object) null);
            dataset = rows.finish();
        }

        assertThat(rows(dataset))
                .containsExactly(Arrays.asList((String) null), List.of(""), List.of("x"), Arrays.asList((String) null));
    }

    @Test
    void no_rows_and_no_columns_are_a_dataset_too() throws Exception {
        try (var rows = DatasetWriter.create(context, List.of("a", "b"))) {
            assertThat(rows(rows.finish())).isEmpty();
        }
        try (var rows = DatasetWriter.create(context, List.of())) {
            assertThat(rows(rows.finish())).isEmpty();
        }
    }

    @Test
    void rows_are_written_and_read_by_column() throws Exception {
        try (var rows = DatasetWriter.create(context, "people", List.of("id", "name"))) {
            rows.write(Map.of("name", "Ada"));
            assertThatThrownBy(() -> rows.write(Map.of("nmae", "Ada"))).hasMessageContaining("nmae");
            assertThatThrownBy(() -> rows.write(1)).hasMessageContaining("1 values");
            try (var reader = DatasetReader.open(rows.finish())) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.text("name")).isEqualTo("Ada");
                var expected = new LinkedHashMap<String, String>();
                expected.put("id", null);
                expected.put("name", "Ada");
                assertThat(reader.toMap()).isEqualTo(expected);
                assertThatThrownBy(() -> reader.text("nmae")).hasMessageContaining("id, name");
                assertThat(reader.next()).isFalse();
            }
        }
    }

    @Test
    void two_columns_of_one_name_are_refused() {
        assertThatThrownBy(() -> DatasetWriter.create(context, List.of("a", "a")))
                .hasMessageContaining("\"a\"");
    }

    @Test
    void a_dataset_that_is_gone_cut_or_unknown_is_a_failure_for_good() throws Exception {
        Dataset dataset;
        try (var rows = DatasetWriter.create(context, List.of("a", "b"))) {
            rows.write(1, 2);
            rows.write(3, 4);
            dataset = rows.finish();
        }
        Path file = Path.of(dataset.location());

        Files.writeString(file, "a,b\n1,2\n");
        assertThatThrownBy(() -> rows(dataset))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("it has 1 rows and its reference says 2");
        Files.writeString(file, "a,b\n1\n");
        assertThatThrownBy(() -> rows(dataset)).hasMessageContaining("row 1 has 1 values");
        Files.writeString(file, "a,b\n\"1\n");
        assertThatThrownBy(() -> rows(dataset)).hasMessageContaining("was changed or cut");
        Files.writeString(file, "");
        assertThatThrownBy(() -> rows(dataset)).hasMessageContaining("empty");
        Files.delete(file);
        assertThatThrownBy(() -> rows(dataset)).hasMessageContaining("isn't there");
        assertThatThrownBy(() -> rows(new Dataset(file.toString(), "parquet", List.of("a"), 1)))
                .hasMessageContaining("parquet");
    }

    @Test
    void rows_come_from_a_dataset_from_many_or_from_a_list_of_objects() throws Exception {
        Dataset one;
        try (var rows = DatasetWriter.create(context, "one", List.of("a", "b"))) {
            rows.write(1, 2);
            one = rows.finish();
        }
        Dataset two;
        try (var rows = DatasetWriter.create(context, "two", List.of("b", "a"))) {
            rows.write(4, 3);
            two = rows.finish();
        }
        Dataset nothing;
        try (var rows = DatasetWriter.create(context, "nothing", List.of())) {
            nothing = rows.finish();
        }

        assertThat(input(one.toOutput())).containsExactly(List.of("1", "2"));
        assertThat(input(Arrays.asList(nothing.toOutput(), one.toOutput(), null, two.toOutput())))
                .containsExactly(List.of("1", "2"), List.of("3", "4"));
        assertThat(input(List.of(Map.of("a", 1L), Map.of("b", "x")))).hasSize(2);
        assertThat(input(List.of())).isEmpty();
        assertThat(input(List.of(nothing.toOutput()))).isEmpty();
    }

    @Test
    void rows_come_from_the_only_upstream_unless_told_otherwise() throws Exception {
        context.outputs.put("extract", List.of(Map.of("a", 1L)));
        assertThat(input(null)).containsExactly(List.of(1L));

        context.outputs.put("other", List.of());
        assertThatThrownBy(() -> input(null)).hasMessageContaining("from is null");
    }

    @Test
    void something_else_than_rows_is_a_failure_for_good() {
        context.outputs.put("extract", 7L);

        assertThatThrownBy(() -> input(null))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("the output of extract is 7; it has to be a dataset");
        assertThatThrownBy(() -> input(List.of(1L, 2L))).hasMessageContaining("from is [1,2]");
    }

    private List<List<Object>> input(Object from) throws IOException {
        var rows = new ArrayList<List<Object>>();
        try (var input = RowInput.open(from, context)) {
            for (Object[] row = input.next(); row != null; row = input.next()) {
                rows.add(Arrays.asList(row));
            }
            assertThat(input.total()).isEqualTo(rows.size());
        }
        return rows;
    }

    static List<List<String>> rows(Dataset dataset) throws IOException {
        var rows = new ArrayList<List<String>>();
        try (var reader = DatasetReader.open(dataset)) {
            while (reader.next()) {
                var row = new ArrayList<String>();
                for (int i = 0; i < reader.columns().size(); i++) {
                    row.add(reader.text(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
