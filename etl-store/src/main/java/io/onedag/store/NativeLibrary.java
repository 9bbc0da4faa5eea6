package io.onedag.store;

import io.onedag.engine.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * The embedded database's native library. Its driver unpacks it from its jar at each start, which costs more than all else that a short
 * command does with the store; one that finds it unpacked starts faster.
 */
public final class NativeLibrary {

    /** The system property that names the folder of an unpacked library. */
    public static final String FOLDER_PROPERTY = "org.sqlite.lib.path";

    private NativeLibrary() {}

    /**
     * Unpacks the library. A process started with {@code -Dorg.sqlite.lib.path=FOLDER} uses it. Whoever can write to the folder can
     * run code in such a process: it belongs beside the application's jar, not into a working directory.
     *
     * @throws StoreException when the folder can't be written to
     */
    public static void unpackTo(Path folder) {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream library = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new StoreException(
                        "the embedded database has no library for this system (" + resource
                                + "). Name a PostgreSQL server in DATABASE_URL",
                        null);
            }
            Files.createDirectories(folder);
            Path unpacked = folder.resolve(name + "." + ProcessHandle.current().pid());
            Files.copy(library, unpacked, StandardCopyOption.REPLACE_EXISTING);
            // At once, so that nobody loads half of it.
            Files.move(unpacked, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException(
                    "unpacking the embedded database's library to " + folder + " failed: " + e
                            + ". Give this user the right to write there",
                    e);
        }
    }
}
