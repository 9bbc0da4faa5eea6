package io.onedag.child;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The file that the caller reads the result from. It is written beside its place, before the outcome is on record: on a full disk the
 * attempt fails, and nothing says that it succeeded. Once the outcome is on record, renaming it is all that is left to do.
 */
final class ResultFile {

    private final Path file;
    private final Path prepared;
    private boolean written;

    private ResultFile(Path file) {
        this.file = file;
        this.prepared = file.resolveSibling("." + file.getFileName() + ".new");
    }

    /**
     * The file that the options or the environment name.
     *
     * @return null when neither names one
     * @throws Refusal when there is no folder for it
     */
    static @Nullable ResultFile of(Options options, Variables variables) {
        String named = options.resultFile();
        boolean option = named != null;
        if (named == null) {
            named = variables.get(Variables.RESULT_FILE);
        }
        if (named == null) {
            return null;
        }
        String name = option ? "--result-file" : Variables.RESULT_FILE;
        Path file = variables.path(name, named).toAbsolutePath();
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw Refusal.usage(name + ": there is no folder " + folder, "make it before the attempt begins");
        }
        return new ResultFile(file);
    }

    /** Writes it beside its place. */
    void prepare(String document) throws IOException {
        try (var out = new FileOutputStream(prepared.toFile())) {
            out.write(document.getBytes(StandardCharsets.UTF_8));
            written = true;
        } catch (IOException e) {
            written = true;
            discard();
            throw e;
        }
    }

    /** Puts what was prepared into its place; there may be nothing. */
    void publish() throws IOException {
        if (!written) {
            return;
        }
        written = false;
        Files.move(prepared, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves nothing behind of what was prepared. */
    void discard() {
        if (!written) {
            return;
        }
        written = false;
        try {
            Files.deleteIfExists(prepared);
        } catch (IOException e) {
            // It stays, under a name that nobody reads.
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
