package io.onedag.store;

import io.onedag.engine.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Opens the embedded store: makes its file and brings its schema up to date, where that is needed. */
final class EmbeddedStore {

    /** File locks are the process's, not the thread's. */
    private static final ReentrantLock MAKING = new ReentrantLock();

    private EmbeddedStore() {}

    static SqlRunStore open(Path file) {
        var database = new SqliteDatabase(file);
        makeCurrent(database);
        return new SqlRunStore(database);
    }

    static void makeCurrent(SqliteDatabase database) {
        if (!isCurrent(database)) {
            make(database);
        }
    }

    private static boolean isCurrent(SqliteDatabase database) {
        if (!Files.exists(database.file())) {
            return false;
        }
        Optional<SchemaVersion> version = SchemaVersion.read(database);
        version.ifPresent(found -> found.requireWritable(database));
        return version.isPresent() && !version.get().isOlder();
    }

    /** One process at a time, because neither a new database's first switch to WAL nor a migration waits for another one's. */
    private static void make(SqliteDatabase database) {
        Path file = database.file();
        Path lock = file.resolveSibling(file.getFileName() + ".migrating");
        MAKING.lock();
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid() && !isCurrent(database)) {
                    Migrations.migrate(database);
                }
            }
        } catch (IOException e) {
            throw new StoreException(
                    "making " + database.describe() + " failed: " + e + ". Give this user the right to write to "
                            + file.getParent() + ", or name another database in DATABASE_URL",
                    e);
        } finally {
            MAKING.unlock();
        }
    }
}
