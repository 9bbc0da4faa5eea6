package io.onedag.cli.export;

import io.onedag.cli.export.Comparison.Planned;
import io.onedag.cli.export.FileChange.Kind;
import io.onedag.engine.Exporter;
import io.onedag.engine.Exporter.Export;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The folder that an export goes to. Files that others wrote are never touched, files whose bytes are right keep their time, and
 * whatever happens in the middle, each file is either as it was or as it should be. Exports to one folder wait for each other.
 */
public final class ExportFolder {

    private final Path folder;
    private final Exporter exporter;
    private final String application;

    /**
     * A folder, which may be missing.
     *
     * @param application whose pipelines are exported
     */
    public ExportFolder(Path folder, Exporter exporter, String application) {
        this.folder = folder;
        this.exporter = exporter;
        this.application = application;
    }

    /**
     * How the folder stands to an export. Changes nothing.
     *
     * @param all whether these are all pipelines of the application, so that its other files are stale
     */
    public List<FileChange> compare(Export export, boolean all) throws IOException {
        return changes(planned(export, all, ledger()));
    }

    /**
     * Writes an export.
     *
     * @param all whether these are all pipelines of the application, so that its other files are removed
     * @return what was done
     * @throws ExportConflictException when a file of somebody else is in the way; nothing was changed
     * @throws ExportWriteException when it ended in the middle
     */
    public List<FileChange> write(Export export, boolean all) throws IOException {
        Ledger before = ledger();
        List<Planned> seen = planned(export, all, before);
        refuseForeign(seen);
        if (changes(seen).stream().noneMatch(FileChange::differs)
                && after(before, export, all).equals(before)) {
            return changes(seen);
        }
        try (FolderLock lock = open(seen)) {
            if (lock.isHeld()) {
                Staging.removeLeftOvers(folder);
            }
            Ledger ledger = ledger();
            List<Planned> planned = planned(export, all, ledger);
            refuseForeign(planned);
            put(planned, ledger, after(ledger, export, all));
            return changes(planned);
        }
    }

    private FolderLock open(List<Planned> seen) throws IOException {
        try {
            Files.createDirectories(folder);
            return FolderLock.take(folder);
        } catch (IOException e) {
            List<String> missing = changes(seen).stream()
                    .filter(FileChange::differs)
                    .map(FileChange::name)
                    .toList();
            throw ExportWriteException.of(e, List.of(), missing);
        }
    }

    private Ledger after(Ledger ledger, Export export, boolean all) {
        List<String> names = export.files().stream().map(Export.File::name).toList();
        return ledger.after(application, names, all);
    }

    private void put(List<Planned> planned, Ledger before, Ledger after) throws IOException {
        var writes = new LinkedHashMap<String, byte[]>();
        var removals = new ArrayList<String>();
        if (!after.equals(before)) {
            // First: a file that no ledger has counts as whoever's exports next.
            writes.put(Ledger.FILE, after.write().getBytes(StandardCharsets.UTF_8));
        }
        for (Planned each : planned) {
            switch (each.change().kind()) {
                case NEW, CHANGED -> writes.put(each.change().name(), each.bytes());
                case STALE -> removals.add(each.change().name());
                case UNCHANGED, FOREIGN -> {}
            }
        }
        if (!writes.isEmpty() || !removals.isEmpty()) {
            new Staging(folder).put(writes, removals);
        }
    }

    private List<Planned> planned(Export export, boolean all, Ledger ledger) throws IOException {
        Path nearest = folder;
        while (!Files.exists(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        if (!Files.isDirectory(nearest)) {
            throw new ExportConflictException(nearest + " is a file, not a folder", "name a folder by --out");
        }
        return new Comparison(folder, exporter, application, ledger).compare(export, all);
    }

    private static List<FileChange> changes(List<Planned> planned) {
        return planned.stream().map(Planned::change).toList();
    }

    private static void refuseForeign(List<Planned> planned) {
        List<String> foreign = changes(planned).stream()
                .filter(change -> change.kind() == Kind.FOREIGN)
                .map(change -> change.name() + " is in the way: " + change.note())
                .toList();
        if (!foreign.isEmpty()) {
            throw new ExportConflictException(
                    String.join(System.lineSeparator(), foreign),
                    "nothing was written; move it away, give the pipeline another name, or export to another folder by --out");
        }
    }

    private Ledger ledger() throws IOException {
        Path file = folder.resolve(Ledger.FILE);
        return Files.isRegularFile(file) ? Ledger.parse(Files.readString(file)) : Ledger.EMPTY;
    }
}
