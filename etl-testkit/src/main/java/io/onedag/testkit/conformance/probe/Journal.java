package io.onedag.testkit.conformance.probe;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the attempts of one pipeline's runs did, in the order in which they did it: a file that many processes add lines to, and beside
 * it the gates that they wait for. Thread-safe.
 */
public final class Journal {

    private static final String FILE = "journal";

    private final Path folder;

    private Journal(Path folder) {
        this.folder = folder;
    }

    /** The journal of a pipeline. {@code root} is where the relative paths of all scenarios' pipelines start. */
    public static Journal of(Path root, String pipeline) {
        return new Journal(root.resolve(pipeline));
    }

    /** Makes the folder; before the first run. */
    public Journal create() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Adds a line, all of it at once. */
    public void add(JournalEntry entry) {
        byte[] line = (entry.line() + "\n").getBytes(StandardCharsets.UTF_8);
        // A stream, not a channel: an interrupted thread may write to it.
        try (var file = new FileOutputStream(folder.resolve(FILE).toFile(), true)) {
            file.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines so far, in the order in which they were added. */
    public List<JournalEntry> entries() {
        try {
            Path file = folder.resolve(FILE);
            if (!Files.exists(file)) {
                return List.of();
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(JournalEntry::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a gate; attempts that wait for it go on. */
    public void open(String gate) {
        add(new JournalEntry(
                JournalEntry.Kind.GATE,
                "",
                gate,
                -1,
                0,
                0,
                java.time.Instant.now(),
                ProcessHandle.current().pid(),
                null));
        try {
            Files.createFile(gateFile(gate));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a gate is open. */
    public boolean isOpen(String gate) {
        return gateFile(gate).toFile().exists();
    }

    private Path gateFile(String gate) {
        return folder.resolve("gate-" + gate);
    }
}
