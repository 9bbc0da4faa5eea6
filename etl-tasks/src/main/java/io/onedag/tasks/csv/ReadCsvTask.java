package io.onedag.tasks.csv;

import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.engine.TaskSettings;
import io.onedag.tasks.csv.ReadCsvType.IfMissing;
import io.onedag.tasks.csv.ReadCsvType.OnError;
import io.onedag.tasks.csv.ReadCsvType.Ragged;
import io.onedag.tasks.dataset.DatasetWriter;
import io.onedag.validation.Suggestions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads CSV files into a dataset. Immutable; the state of an attempt is in {@link Reading}. */
final class ReadCsvTask implements Task {

    private static final int ROWS_BETWEEN_LOOKS = 1000;
    private static final int MAX_WARNINGS = 5;

    private final List<String> names;
    private final CsvFormat format;
    private final boolean header;
    private final List<String> givenColumns;
    private final Map<String, ColumnType> types = new LinkedHashMap<>();
    private final String nullText;
    private final long skipLines;
    private final @Nullable String lineColumn;
    private final boolean fill;
    private final OnError onError;
    private final @Nullable String rejectFile;
    private final long maxErrors;
    private final boolean emptyIfMissing;

    ReadCsvTask(TaskSettings with) {
        names = with.texts(ReadCsvType.FILE);
        format = CsvFormat.of(with);
        header = with.bool(ReadCsvType.HEADER);
        givenColumns = with.texts(ReadCsvType.COLUMNS);
        with.textMap(ReadCsvType.TYPES).forEach((column, type) -> types.put(column, type(column, type)));
        nullText = with.text(ReadCsvType.NULL_TEXT);
        skipLines = with.integer(ReadCsvType.SKIP_LINES);
        lineColumn = with.optionalText(ReadCsvType.LINE_COLUMN).orElse(null);
        fill = with.text(ReadCsvType.RAGGED).equals(Ragged.FILL.label());
        onError = OnError.valueOf(with.text(ReadCsvType.ON_ERROR).toUpperCase(Locale.ROOT));
        rejectFile = with.optionalText(ReadCsvType.REJECT_FILE).orElse(null);
        maxErrors = with.has(ReadCsvType.MAX_ERRORS) ? with.integer(ReadCsvType.MAX_ERRORS) : Long.MAX_VALUE;
        emptyIfMissing = with.text(ReadCsvType.IF_MISSING).equals(IfMissing.EMPTY.label());
    }

    private static ColumnType type(String column, String type) {
        try {
            return ColumnType.named(type);
        } catch (IllegalArgumentException e) {
            throw TaskFailedException.fatal("types of column \"" + column + "\": " + e.getMessage());
        }
    }

    @Override
    public TaskResult execute(TaskContext context) throws IOException, InterruptedException {
        if (names.isEmpty()) {
            throw TaskFailedException.fatal("file is an empty list; name a file");
        }
        SourceFiles.Found found = SourceFiles.find(names, context);
        for (String missing : found.missing()) {
            missing(missing + " isn't there (looked in " + context.path(".") + ")", context);
        }
        Path rejected = rejectFile == null ? null : context.path(rejectFile);
        try (var reading = new Reading(context, Rejects.to(onError == OnError.REJECT ? rejected : null, context))) {
            for (Path file : found.files()) {
                reading.read(file);
                if (reading.isAtLimit()) {
                    break;
                }
            }
            return reading.finish();
        }
    }

    private void missing(String what, TaskContext context) {
        if (!emptyIfMissing) {
            throw TaskFailedException.retryable(what + "; if_missing: empty takes that as a file without rows", null);
        }
        context.logger().info("{}: taken as a file without rows", what);
    }

    /** One attempt. */
    private final class Reading implements AutoCloseable {
        private final TaskContext context;
        private final Rejects rejects;
        private final long limit;
        private @Nullable DatasetWriter writer;
        private List<String> firstColumns = List.of();
        private @Nullable Path firstFile;
        private long good;
        private long bad;

        Reading(TaskContext context, Rejects rejects) {
            this.context = context;
            this.rejects = rejects;
            this.limit = context.run().limit() > 0 ? context.run().limit() : Long.MAX_VALUE;
        }

        boolean isAtLimit() {
            return good >= limit;
        }

        void read(Path file) throws IOException, InterruptedException {
            try (InputStream stream = open(file);
                    var source = new CsvSource(stream, format, nullText, skipLines)) {
                List<String> columns = columns(file, source);
                if (columns != null) {
                    copy(file, source, columns);
                }
            } catch (UncheckedIOException e) {
                throw unreadable(file, e.getCause());
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }

        private TaskFailedException unreadable(Path file, IOException e) {
            if (e instanceof SourceText.TooLongLineException tooLong) {
                return TaskFailedException.fatal(file + ":" + tooLong.line + ": " + e.getMessage()
                        + "; is this a CSV file, with the delimiter and quote that the task names?");
            }
            return TaskFailedException.retryable(file + " could not be read", e);
        }

        /** The names of the columns of a file; null when there is nothing to name them. */
        private @Nullable List<String> columns(Path file, CsvSource source) throws IOException {
            if (!header) {
                return givenColumns;
            }
            CsvSource.Row row = source.next();
            if (row == null) {
                missing(file + " has no line that names its columns", context);
                return null;
            }
            if (row instanceof CsvSource.Bad unreadable) {
                throw TaskFailedException.fatal(
                        file + ":" + row.line() + ": its line of column names can't be read: " + unreadable.reason());
            }
            @Nullable String[] own = ((CsvSource.Good) row).fields();
            if (!givenColumns.isEmpty()) {
                if (own.length != givenColumns.size()) {
                    throw TaskFailedException.fatal(file + ":" + row.line() + ": its first line has " + own.length
                            + " columns and the task names " + givenColumns.size());
                }
                return givenColumns;
            }
            return checkedHeader(file, row.line(), own);
        }

        private List<String> checkedHeader(Path file, long line, @Nullable String[] own) {
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < own.length; i++) {
                String name = own[i];
                if (name == null || name.isBlank() || !seen.add(name)) {
                    throw TaskFailedException.fatal(file + ":" + line + ": its line of column names "
                            + (name == null || name.isBlank()
                                    ? "leaves column " + (i + 1) + " without a name"
                                    : "names two columns \"" + name + "\"")
                            + "; name them all: columns: [...], or if they aren't on this line: skip_lines");
                }
            }
            return Arrays.asList(own);
        }

        private void copy(Path file, CsvSource source, List<String> named) throws IOException, InterruptedException {
            List<String> columns = named;
            int[] order = null;
            ColumnType @Nullable [] checks = null;
            for (CsvSource.Row row = source.next(); row != null; row = source.next()) {
                if ((good + bad) % ROWS_BETWEEN_LOOKS == 0) {
                    context.checkCancelled();
                    context.progress(good + bad, 0);
                }
                if (row instanceof CsvSource.Bad unparsed) {
                    reject(file, new BadRow(row.line(), null, unparsed.reason(), unparsed.raw()));
                    continue;
                }
                @Nullable String[] fields = ((CsvSource.Good) row).fields();
                if (checks == null) {
                    columns = columns.isEmpty() ? numbered(fields.length) : columns;
                    order = begin(file, columns);
                    checks = checks(columns);
                }
                BadRow problem = problem(columns, checks, row.line(), fields, source);
                if (problem != null) {
                    reject(file, problem);
                    continue;
                }
                write(fields, columns.size(), order, row.line());
                if (isAtLimit()) {
                    return;
                }
            }
            if (checks == null && !columns.isEmpty()) {
                begin(file, columns);
                checks(columns);
            }
        }

        private List<String> numbered(int count) {
            var numbered = new ArrayList<String>();
            for (int i = 1; i <= count; i++) {
                numbered.add("column_" + i);
            }
            return numbered;
        }

        /**
         * Makes the dataset at the first file, and checks that the others have the same columns.
         *
         * @return where the dataset's columns are in the file's; null: at the same places
         */
        private int @Nullable [] begin(Path file, List<String> columns) throws IOException {
            if (writer == null) {
                writer = DatasetWriter.create(context, withLine(file, columns));
                firstFile = file;
                firstColumns = columns;
                return null;
            }
            if (firstColumns.equals(columns)) {
                return null;
            }
            if (columns.size() != firstColumns.size() || !columns.containsAll(firstColumns)) {
                throw TaskFailedException.fatal(file + " has the columns " + columns + " and " + firstFile + " has "
                        + firstColumns + "; files that are read together have the same columns");
            }
            return firstColumns.stream().mapToInt(columns::indexOf).toArray();
        }

        /** The columns of the dataset. */
        private List<String> withLine(Path file, List<String> columns) {
            if (lineColumn == null) {
                return columns;
            }
            if (columns.contains(lineColumn)) {
                throw TaskFailedException.fatal(
                        file + " has a column \"" + lineColumn + "\" of its own; choose another name for line_column");
            }
            var all = new ArrayList<>(columns);
            all.add(lineColumn);
            return all;
        }

        private ColumnType[] checks(List<String> columns) {
            var checks = new ColumnType[columns.size()];
            Arrays.fill(checks, ColumnType.TEXT);
            types.forEach((column, type) -> {
                int index = columns.indexOf(column);
                if (index < 0) {
                    String hint = Suggestions.hint(column, columns);
                    throw TaskFailedException.fatal("types names column \"" + column + "\", which the file doesn't have"
                            + (hint == null ? "" : "; " + hint));
                }
                checks[index] = type;
            });
            return checks;
        }

        private @Nullable BadRow problem(
                List<String> columns, ColumnType[] checks, long line, @Nullable String[] fields, CsvSource source) {
            if (fields.length > columns.size() || (fields.length < columns.size() && !fill)) {
                return new BadRow(
                        line,
                        null,
                        "it has " + fields.length + (fields.length == 1 ? " field" : " fields") + " instead of "
                                + columns.size(),
                        source.raw());
            }
            for (int i = 0; i < fields.length; i++) {
                String value = fields[i];
                if (value != null && !checks[i].accepts(value)) {
                    return new BadRow(line, columns.get(i), "no " + checks[i].label(), source.raw());
                }
            }
            return null;
        }

        private void write(@Nullable String[] fields, int width, int @Nullable [] order, long line) {
            var values = new @Nullable Object[lineColumn == null ? width : width + 1];
            for (int i = 0; i < width; i++) {
                int from = order == null ? i : order[i];
                values[i] = from < fields.length ? fields[from] : null;
            }
            if (lineColumn != null) {
                values[width] = line;
            }
            Objects.requireNonNull(writer).write(values);
            good++;
        }

        private void reject(Path file, BadRow row) throws IOException {
            bad++;
            if (onError == OnError.FAIL) {
                throw TaskFailedException.fatal(row.describe(file)
                        + "\nCorrect the file, or let the task go on: on_error: reject sets bad rows aside");
            }
            if (bad <= MAX_WARNINGS) {
                context.logger().warn("{}", row.describe(file));
            }
            if (onError == OnError.REJECT) {
                rejects.add(file, row);
            }
            if (bad > maxErrors) {
                throw TaskFailedException.fatal("more than " + maxErrors + " bad rows, the last: " + row.describe(file)
                        + "\nCorrect the file, or raise max_errors");
            }
        }

        TaskResult finish() throws IOException {
            if (bad > MAX_WARNINGS) {
                context.logger().warn("{} bad rows in all", bad);
            }
            if (writer == null) {
                writer = DatasetWriter.create(
                        context, givenColumns.isEmpty() ? givenColumns : withLine(context.path("."), givenColumns));
            }
            Map<String, Object> output = writer.finish().toOutput();
            output.put("rejected", bad);
            if (rejects.file() != null) {
                output.put("reject_file", rejects.file().toString());
            }
            return TaskResult.success(output);
        }

        private InputStream open(Path file) throws IOException {
            if (Files.isDirectory(file)) {
                throw TaskFailedException.fatal(
                        file + " is a folder; name the files in it, for example " + file.getFileName() + "/*.csv");
            }
            InputStream stream = Files.newInputStream(file);
            return file.toString().endsWith(".gz") ? new GZIPInputStream(stream, 64 * 1024) : stream;
        }

        @Override
        public void close() throws IOException {
            context.addRows(new Rows(good + bad, good, bad));
            rejects.close();
            if (writer != null) {
                writer.close();
            }
        }
    }
}
