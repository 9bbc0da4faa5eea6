package io.onedag.examples.miniproject.task;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.examples.miniproject.domain.Customers;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes in customers from a CSV file. A row that has too few or too many fields is kept as it is, too. */
public final class ExtractCustomers implements Task {

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        Path file = context.path(context.param("customers", String.class));
        RawRecords raw = RawRecords.of(context, RawRecords.CUSTOMERS);
        try (CsvReader<CsvRecord> rows = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(Files.newBufferedReader(file))) {
            List<String> names = List.of();
            for (CsvRecord row : rows) {
                if (names.isEmpty()) {
                    names = row.getFields();
                } else {
                    Map<String, @Nullable Object> record = record(names, row);
                    raw.add(record.getOrDefault("customer_id", "line " + row.getStartingLineNumber()), record);
                }
            }
        } catch (NoSuchFileException e) {
            throw TaskFailedException.fatal("there is no file " + file + "; look at --param customers", e);
        } catch (CsvParseException e) {
            throw TaskFailedException.fatal(file + " is no CSV file: " + e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw TaskFailedException.fatal(file + " is not UTF-8 text; save it as UTF-8", e);
        }
        return raw.result();
    }

    private static Map<String, @Nullable Object> record(List<String> names, CsvRecord row) {
        var record = new LinkedHashMap<String, @Nullable Object>();
        List<String> fields = row.getFields();
        if (fields.size() == names.size()) {
            for (int i = 0; i < names.size(); i++) {
                record.put(names.get(i), fields.get(i));
            }
        } else {
            record.put(Customers.FIELDS, fields);
        }
        return record;
    }
}
