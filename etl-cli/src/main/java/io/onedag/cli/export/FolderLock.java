package io.onedag.cli.export;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has exports to one folder wait for each other: a lock of the operating system on a file in it, which ends with its process and is
 * removed at the end. Where the file system has no locks, exports don't wait.
 *
 * <p>While it is held, nothing in this process may open that file: closing it would end the lock.
 */
final class FolderLock implements AutoCloseable {

    /** What the names of files begin with that are there for exports themselves. */
    static final String OURS = ".onedag-export";

    private static final String FILE = OURS + ".lock";

    /** Locks of the operating system are a process's, not a thread's. */
    private static final ReentrantLock OF_THIS_PROCESS = new ReentrantLock();

    private final Path file;
    private final FileChannel channel;
    private final boolean held;

    private FolderLock(Path file, FileChannel channel, boolean held) {
        this.file = file;
        this.channel = channel;
        this.held = held;
    }

    /** Waits for the lock of a folder. */
    static FolderLock take(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        OF_THIS_PROCESS.lock();
        try {
            while (true) {
                @Nullable Object before = key(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                boolean held = lock(channel);
                // Otherwise whoever held it has removed the file, and the lock is on one that nobody else will find.
                if (before != null && before.equals(key(file))) {
                    return new FolderLock(file, channel, held);
                }
                channel.close();
            }
        } catch (IOException | RuntimeException e) {
            OF_THIS_PROCESS.unlock();
            throw e;
        }
    }

    /** Whether it keeps others out. */
    boolean isHeld() {
        return held;
    }

    private static boolean lock(FileChannel channel) {
        try {
            return channel.lock().isValid();
        } catch (IOException e) {
            return false;
        }
    }

    /** Which file it is; null: there is none. A file system gives the number of a file that was removed to the next one: hence the time. */
    private static @Nullable Object key(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(String.valueOf(attributes.fileKey()), attributes.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        } finally {
            OF_THIS_PROCESS.unlock();
        }
    }
}
