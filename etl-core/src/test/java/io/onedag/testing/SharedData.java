package io.onedag.testing;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/** Test data that is not ours to copy: it lies in {@code shared/data} beside the project's root, and a test that needs it is skipped elsewhere. */
public final class SharedData {

    private SharedData() {}

    /**
     * A file or folder below {@code shared/data}.
     *
     * @throws TestAbortedException which skips the test, where it is absent
     */
    public static Path path(String name) {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("shared").resolve("data").resolve(name);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        return Assumptions.abort("Skipped: there is no shared/data/" + name + " in " + start + " or above it.");
    }

    /**
     * The rows of a CSV file below {@code shared/data}, each by the names of its header.
     *
     * @throws TestAbortedException which skips the test, where it is absent
     */
    public static List<Map<String, String>> rows(String name) {
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(path(name));
                Stream<NamedCsvRecord> records = csv.stream()) {
            return records.map(NamedCsvRecord::getFieldsAsMap).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
