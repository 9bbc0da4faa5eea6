package io.onedag.examples.dealership.task;

import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.examples.dealership.domain.BadRowException;
import io.onedag.examples.dealership.domain.Row;
import io.onedag.examples.dealership.domain.Watermark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The watermark as a file of one row, for whoever wants to read it or to bring one along. The row in the target is what counts. */
final class WatermarkFile {

    private static final List<String> COLUMNS = List.of("previous_date", "last_customer_id", "last_transaction_id");

    private final Path path;

    private WatermarkFile(Path path) {
        this.path = path;
    }

    /**
     * The file of a run: the one that the parameter {@code watermark_file} names, else one in the folder of the embedded database, of its
     * own for each target.
     */
    static WatermarkFile of(TaskContext context, Target target) throws IOException {
        Object given = context.params().get("watermark_file");
        if (given != null) {
            return new WatermarkFile(context.path(given.toString()));
        }
        // HOME/datasets/RUN/FILE
        Path home = context.newDatasetFile("").resolve("../../..").normalize();
        return new WatermarkFile(
                home.resolve("dealership").resolve(target.folder()).resolve("placeholder.csv"));
    }

    /** Where it is. */
    Path path() {
        return path;
    }

    /**
     * The watermark in it; empty: the file is missing, or has no row.
     *
     * @throws TaskFailedException fatal, when there is something else in it: to begin anew would give ids a second time
     */
    Optional<Watermark> read() throws IOException {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
        int line = 0;
        Watermark found = null;
        List<String> columns = List.of();
        for (String text : lines) {
            line++;
            if (text.isBlank()) {
                continue;
            }
            if (columns.isEmpty()) {
                columns = List.of(text.replace("\uFEFF", "").strip().split("\\s*,\\s*"));
                continue;
            }
            try {
                if (found != null) {
                    throw new BadRowException("there is a row before it, and only one belongs here");
                }
                found = Watermark.of(row(columns, text));
            } catch (BadRowException e) {
                throw TaskFailedException.fatal(path + ":" + line + " is no watermark: " + e.getMessage()
                        + ". Correct it; or remove the file, if nothing was ever loaded");
            }
        }
        return Optional.ofNullable(found);
    }

    private static Row row(List<String> columns, String text) {
        String[] fields = text.split(",", -1);
        if (fields.length != columns.size()) {
            throw new BadRowException("it has " + fields.length + " fields instead of " + columns.size());
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i++) {
            values.put(columns.get(i), fields[i]);
        }
        return new Row(values);
    }

    /** Replaces the file; whoever reads it sees the old one or the new one. */
    void write(Watermark watermark) throws IOException {
        String row = watermark.date().map(Object::toString).orElse("") + "," + watermark.lastCustomerId() + ","
                + watermark.lastTransactionId();
        Files.createDirectories(path.toAbsolutePath().getParent());
        Path half = path.resolveSibling(path.getFileName() + ".new");
        Files.writeString(half, String.join(",", COLUMNS) + "\n" + row + "\n", StandardCharsets.UTF_8);
        Files.move(half, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
