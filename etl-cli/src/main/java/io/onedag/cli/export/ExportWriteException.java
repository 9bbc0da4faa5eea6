package io.onedag.cli.export;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;

/** An export ended in the middle. Every file is either as it was or as it should be. */
public final class ExportWriteException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> written;
    private final transient List<String> missing;

    private ExportWriteException(String message, List<String> written, List<String> missing, IOException cause) {
        super(message, cause);
        this.written = List.copyOf(written);
        this.missing = List.copyOf(missing);
    }

    /**
     * Because of something that the file system refused.
     *
     * @param written the files that are as they should be, of those that had to change
     * @param missing the files that should have changed, and haven't
     */
    static ExportWriteException of(IOException cause, List<String> written, List<String> missing) {
        return new ExportWriteException(why(cause), written, missing, cause);
    }

    private static String why(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        if (e instanceof FileSystemException file) {
            return file.getFile() + ": " + (file.getReason() == null ? kind : file.getReason());
        }
        return e.getMessage() == null ? kind : e.getMessage();
    }

    /** The files that are as they should be, of those that had to change. */
    public List<String> written() {
        return written;
    }

    /** The files that are as they were, though they should have changed. */
    public List<String> missing() {
        return missing;
    }
}
