package io.onedag.cli.export;

import io.onedag.cli.export.FileChange.Kind;
import io.onedag.engine.Exporter;
import io.onedag.engine.Exporter.Export;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares a folder, as it is now, with an export. Changes nothing. */
final class Comparison {

    /** What is larger is nobody's export. */
    private static final long MOST_BYTES = 16 << 20;

    private final Path folder;
    private final Exporter exporter;
    private final String application;
    private final Ledger ledger;

    Comparison(Path folder, Exporter exporter, String application, Ledger ledger) {
        this.folder = folder;
        this.exporter = exporter;
        this.application = application;
        this.ledger = ledger;
    }

    /**
     * A change, and the bytes that make it.
     *
     * @param bytes what the file is to be; empty where nothing is written
     */
    record Planned(FileChange change, byte[] bytes) {

        static Planned of(FileChange change) {
            String made = change.made();
            return new Planned(change, made == null ? new byte[0] : made.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Compares.
     *
     * @param all whether these are all pipelines of the application, so that its other files are stale
     */
    List<Planned> compare(Export export, boolean all) throws IOException {
        refuseTwins(export);
        boolean alone = all && !ledger.isShared(application);
        var changes = new ArrayList<Planned>();
        for (Export.File file : export.files()) {
            changes.add(Planned.of(compare(file, alone)));
        }
        Map<String, List<String>> lines = export.lines().stream()
                .collect(Collectors.groupingBy(
                        Export.Line::file,
                        LinkedHashMap::new,
                        Collectors.mapping(Export.Line::line, Collectors.toList())));
        for (var each : lines.entrySet()) {
            changes.add(compareLines(each.getKey(), each.getValue()));
        }
        if (all) {
            addStale(export, changes);
        }
        return changes;
    }

    private FileChange compare(Export.File file, boolean alone) throws IOException {
        String name = file.name();
        Path path = path(name);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return new FileChange(name, Kind.NEW, null, file.text(), "");
        }
        byte[] bytes = Files.isRegularFile(path) && Files.size(path) <= MOST_BYTES ? Files.readAllBytes(path) : null;
        if (bytes != null && Arrays.equals(bytes, file.text().getBytes(StandardCharsets.UTF_8))) {
            return new FileChange(name, Kind.UNCHANGED, file.text(), file.text(), "");
        }
        if (Files.isSymbolicLink(path)) {
            return foreign(name, "it is a symbolic link");
        }
        if (bytes == null) {
            return foreign(name, Files.isDirectory(path) ? "it is a folder" : "no export wrote it");
        }
        String there = text(bytes);
        if (there == null || !exporter.isOwn(new Export.File(name, there))) {
            return foreign(name, "somebody else wrote it");
        }
        String made = alone
                ? file.text()
                : exporter.merged(new Export.File(name, there), file).text();
        return new FileChange(name, made.equals(there) ? Kind.UNCHANGED : Kind.CHANGED, there, made, "");
    }

    private static FileChange foreign(String name, String why) {
        return new FileChange(name, Kind.FOREIGN, null, null, why);
    }

    /** Adds lines at the end of a file of others. It is compared as bytes: whatever is there stays as it is. */
    private Planned compareLines(String name, List<String> lines) throws IOException {
        Path path = path(name);
        boolean exists = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        if (exists && !Files.isRegularFile(path)) {
            return Planned.of(foreign(name, "it is no file, and needs a line: " + String.join(", ", lines)));
        }
        String there = exists ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
        Set<String> present = there.lines().map(String::stripTrailing).collect(Collectors.toSet());
        String end = there.contains("\r\n") ? "\r\n" : "\n";
        var made = new StringBuilder(there);
        for (String line : lines) {
            String raw = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            if (present.add(raw)) {
                boolean open = !made.isEmpty() && made.charAt(made.length() - 1) != '\n';
                made.append(open ? end : "").append(raw).append(end);
            }
        }
        byte[] bytes = made.toString().getBytes(StandardCharsets.ISO_8859_1);
        String before = shown(there.getBytes(StandardCharsets.ISO_8859_1));
        if (made.length() == there.length()) {
            return new Planned(new FileChange(name, Kind.UNCHANGED, before, before, ""), bytes);
        }
        if (Files.isSymbolicLink(path)) {
            return Planned.of(foreign(name, "it is a symbolic link, and lacks a line: " + String.join(", ", lines)));
        }
        Kind kind = exists ? Kind.CHANGED : Kind.NEW;
        return new Planned(
                new FileChange(name, kind, exists ? before : null, shown(bytes), exists ? "a line is missing" : ""),
                bytes);
    }

    /** For people. */
    private static String shown(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void addStale(Export export, List<Planned> changes) throws IOException {
        Set<String> kept = Stream.concat(
                        export.files().stream().map(Export.File::name),
                        export.lines().stream().map(Export.Line::file))
                .collect(Collectors.toSet());
        var folders = new LinkedHashSet<String>(Set.of(""));
        export.files()
                .forEach(file ->
                        folders.add(file.name().substring(0, file.name().lastIndexOf('/') + 1)));
        for (String in : folders) {
            for (String name : names(in)) {
                if (!kept.contains(name) && !ledger.isOfAnother(application, name)) {
                    String text = ownText(name);
                    if (text != null && !isOneOf(kept, name)) {
                        changes.add(Planned.of(new FileChange(name, Kind.STALE, text, null, "its pipeline is gone")));
                    }
                }
            }
        }
    }

    private Set<String> names(String in) throws IOException {
        Path path = in.isEmpty() ? folder : path(in);
        if (!Files.isDirectory(path)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith(FolderLock.OURS))
                    .map(name -> in + name)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The text of a file of the exporter's; null: it is somebody else's. */
    private @Nullable String ownText(String name) throws IOException {
        Path path = folder.resolve(name);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || !Files.isReadable(path)
                || Files.size(path) > MOST_BYTES) {
            return null;
        }
        String text = text(Files.readAllBytes(path));
        return text != null && exporter.isOwn(new Export.File(name, text)) ? text : null;
    }

    /** Whether a file is one of these under another name, as on file systems that take upper and lower case for the same. */
    private boolean isOneOf(Set<String> names, String name) throws IOException {
        for (String each : names) {
            if (each.equalsIgnoreCase(name)
                    && Files.exists(folder.resolve(each))
                    && Files.isSameFile(folder.resolve(each), folder.resolve(name))) {
                return true;
            }
        }
        return false;
    }

    /** Two names that some file systems take for one. */
    private static void refuseTwins(Export export) {
        var seen = new LinkedHashMap<String, String>();
        for (Export.File file : export.files()) {
            String other = seen.put(file.name().toLowerCase(Locale.ROOT), file.name());
            if (other != null) {
                throw new ExportConflictException(
                        "two of the files would be " + other + " and " + file.name()
                                + ", which are one file on Windows and macOS",
                        "give one of the pipelines another name");
            }
        }
    }

    private Path path(String name) {
        Path path = folder.resolve(name).normalize();
        if (name.isEmpty() || !path.startsWith(folder.normalize())) {
            throw new IllegalArgumentException("exporter " + exporter.name() + " leaves the folder: " + name);
        }
        return path;
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
