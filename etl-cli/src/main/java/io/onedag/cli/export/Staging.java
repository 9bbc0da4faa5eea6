package io.onedag.cli.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Puts files in place: all are written beside their places first, where a full disk shows, and then renamed one by one. Used once.
 */
final class Staging {

    private static final String PREFIX = FolderLock.OURS + "-";
    private static final String SUFFIX = ".tmp";

    private final Path folder;
    private final Path staged;

    /** For this folder, which exists. */
    Staging(Path folder) {
        this.folder = folder;
        this.staged = folder.resolve(PREFIX + UUID.randomUUID() + SUFFIX);
    }

    /** Removes what exports that were killed left behind. */
    static void removeLeftOvers(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
                String name = String.valueOf(each.getFileName());
                if (name.startsWith(PREFIX)
                        && name.endsWith(SUFFIX)
                        && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    remove(each);
                }
            }
        }
    }

    /**
     * Puts files in place, and removes others.
     *
     * @throws ExportWriteException saying what was done and what wasn't
     */
    void put(Map<String, byte[]> writes, List<String> removals) throws IOException {
        var missing = new ArrayList<>(writes.keySet());
        missing.addAll(removals);
        missing.remove(Ledger.FILE);
        var done = new ArrayList<String>();
        try {
            Map<String, Path> made = write(writes);
            for (var each : made.entrySet()) {
                Path target = folder.resolve(each.getKey());
                Files.createDirectories(target.getParent());
                Files.move(
                        each.getValue(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                if (missing.remove(each.getKey())) {
                    done.add(each.getKey());
                }
            }
            for (String name : removals) {
                Files.deleteIfExists(folder.resolve(name));
                missing.remove(name);
                done.add(name);
            }
        } catch (IOException e) {
            throw ExportWriteException.of(e, done, missing);
        } finally {
            cleanUp();
        }
    }

    private Map<String, Path> write(Map<String, byte[]> writes) throws IOException {
        Files.createDirectory(staged);
        var made = new LinkedHashMap<String, Path>();
        for (var each : writes.entrySet()) {
            Path file = staged.resolve(String.valueOf(made.size()));
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(each.getValue());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            keepPermissions(folder.resolve(each.getKey()), file);
            made.put(each.getKey(), file);
        }
        return made;
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        if (Files.exists(from)
                && from.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        }
    }

    /** What can't be removed now is by the next export. */
    private void cleanUp() {
        try {
            remove(staged);
        } catch (IOException e) {
            // The export itself is told; this is only what it left behind.
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
