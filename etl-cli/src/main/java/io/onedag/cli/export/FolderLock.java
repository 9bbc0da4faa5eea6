package io.onedag.cli.export;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has exports to one folder wait for each other, on one machine: a lock of the operating system on the folder's ledger, which ends with
 * its process. Where the file system has no locks, exports don't wait.
 */
final class FolderLock implements AutoCloseable {

    /** Locks of the operating system are a process's, not a thread's. */
    private static final ReentrantLock OF_THIS_PROCESS = new ReentrantLock();

    private final FileChannel channel;
    private final boolean held;

    private FolderLock(FileChannel channel, boolean held) {
        this.channel = channel;
        this.held = held;
    }

    /** Waits for the lock. The ledger is there from then on, empty if it wasn't. */
    static FolderLock take(Path ledger) throws IOException {
        OF_THIS_PROCESS.lock();
        try {
            while (true) {
                @Nullable Object before = key(ledger);
                FileChannel channel = FileChannel.open(ledger, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                boolean held = lock(channel);
                // Otherwise whoever held it has put a new file in place, and the lock is on one that nobody else will
                // find.
                if (Files.exists(ledger) && Objects.equals(before, key(ledger))) {
                    return new FolderLock(channel, held);
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

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.lock();
            return lock.isValid();
        } catch (IOException e) {
            if (!channel.isOpen()) {
                throw e;
            }
            return false;
        }
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
                : null;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OF_THIS_PROCESS.unlock();
        }
    }
}
