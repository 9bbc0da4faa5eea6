package io.onedag.tasks.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import io.onedag.Rows;
import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.engine.TaskSettings;
import io.onedag.tasks.dataset.RowInput;
import io.onedag.tasks.dataset.Values;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetEncoder;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes rows beside the file, under another name, and moves them into its place. */
final class WriteCsvTask implements Task {

    private static final int ROWS_BETWEEN_LOOKS = 1000;

    private final String name;
    private final @Nullable Object from;
    private final List<String> chosen;
    private final CsvFormat format;
    private final boolean header;
    private final String nullText;
    private final LineDelimiter lineEnd;

    WriteCsvTask(TaskSettings with) {
        name = with.text(WriteCsvType.FILE);
        from = with.value(WriteCsvType.FROM);
        chosen = with.texts(WriteCsvType.COLUMNS);
        format = CsvFormat.of(with.text(CsvFormat.DELIMITER), "\"", with.text(CsvFormat.CHARSET));
        header = with.bool(WriteCsvType.HEADER);
        // a copy of its own, so that the null it stands for can be told from a value that reads the same
        nullText = new StringBuilder(with.text(WriteCsvType.NULL_TEXT)).toString();
        lineEnd = with.text(WriteCsvType.LINE_END).equals(WriteCsvType.CRLF) ? LineDelimiter.CRLF : LineDelimiter.LF;
    }

    @Override
    public TaskResult execute(TaskContext context) throws IOException, InterruptedException {
        Path file = context.path(name);
        if (Files.isDirectory(file)) {
            throw TaskFailedException.fatal(file + " is a folder; name a file in it");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw TaskFailedException.fatal(file + " is no regular file, so it can't be replaced; name another one");
        }
        Path target = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
        Path folder = target.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try (RowInput input = RowInput.open(from, context)) {
            long rows = write(input, temporary, context);
            move(temporary, target);
            context.addRows(new Rows(rows, rows, 0));
            var output = new LinkedHashMap<String, Object>();
            output.put("file", file.toString());
            output.put("rows", rows);
            return TaskResult.success(output);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private long write(RowInput input, Path file, TaskContext context) throws IOException, InterruptedException {
        List<String> columns = chosen.isEmpty() ? input.columns() : chosen;
        int[] indexes = chosen.isEmpty() || input.columns().isEmpty()
                ? IntStream.range(0, columns.size()).toArray()
                : input.indexes(chosen, "columns");
        CharsetEncoder narrow = format.charset().name().startsWith("UTF-")
                ? null
                : format.charset().newEncoder();
        long rows = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Writer encoded = new OutputStreamWriter(
                        Channels.newOutputStream(channel), format.charset().newEncoder());
                CsvWriter writer = writer(encoded)) {
            if (header && !columns.isEmpty()) {
                writer.writeRecord(columns);
            }
            var texts = new @Nullable String[indexes.length];
            for (Object[] row = input.next(); row != null; row = input.next()) {
                if (rows % ROWS_BETWEEN_LOOKS == 0) {
                    context.checkCancelled();
                    context.progress(rows, input.total());
                }
                rows++;
                for (int i = 0; i < texts.length; i++) {
                    String text = Values.text(row[indexes[i]]);
                    texts[i] = text == null && !nullText.isEmpty() ? nullText : text;
                    if (narrow != null && text != null && !narrow.canEncode(text)) {
                        throw TaskFailedException.fatal("row " + rows + ", column \"" + columns.get(i)
                                + "\": the value has characters that "
                                + format.charset().name()
                                + " doesn't have; choose another charset, for example UTF-8");
                    }
                }
                writer.writeRecord(texts);
            }
            writer.flush();
            encoded.flush();
            channel.force(true);
        }
        return rows;
    }

    private CsvWriter writer(Writer to) {
        return CsvWriter.builder()
                .fieldSeparator(format.delimiter())
                .quoteCharacter(format.quote())
                .lineDelimiter(lineEnd)
                .quoteStrategy(new QuoteWhatReadsLikeNull())
                .build(to);
    }

    /** Quotes, besides what has to be, a value that reads like the text for null. */
    private final class QuoteWhatReadsLikeNull implements QuoteStrategy {

        @Override
        public boolean quoteEmpty(int line, int field) {
            return nullText.isEmpty();
        }

        @Override
        public boolean quoteValue(int line, int field, String value) {
            return value.equals(nullText) && value != nullText;
        }
    }

    private static void move(Path temporary, Path target) throws IOException {
        if (Files.exists(target) && Files.getFileStore(target).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
