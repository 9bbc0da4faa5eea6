package io.onedag.cli.export;

import io.onedag.json.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which application exported which files of a folder: so that several may share one, and each removes its own files alone. Immutable.
 */
record Ledger(Map<String, List<String>> byApplication) {

    /** Its file in the folder. */
    static final String FILE = FolderLock.OURS + ".json";

    static final Ledger EMPTY = new Ledger(Map.of());

    Ledger {
        byApplication = Map.copyOf(byApplication);
    }

    /**
     * Reads one.
     *
     * @throws ExportConflictException when it is none
     */
    static Ledger parse(String text) {
        if (text.isBlank()) {
            return EMPTY;
        }
        var read = new LinkedHashMap<String, List<String>>();
        try {
            if (Json.parse(text) instanceof Map<?, ?> map) {
                map.forEach((application, files) -> read.put(
                        String.valueOf(application),
                        ((List<?>) files).stream().map(String::valueOf).toList()));
                return new Ledger(read);
            }
        } catch (RuntimeException e) {
            // Told as for any other text that is none.
        }
        throw new ExportConflictException(
                FILE + " is not what an export wrote, so nobody can say whose files are there",
                "restore it, or remove it: then all files that onedag wrote count as this application's");
    }

    /** Whether an application has files in the folder, besides this one. */
    boolean isShared(String application) {
        return byApplication.keySet().stream().anyMatch(each -> !each.equals(application));
    }

    /** Whether a file is another application's too. */
    boolean isOfAnother(String application, String file) {
        return byApplication.entrySet().stream()
                .anyMatch(each ->
                        !each.getKey().equals(application) && each.getValue().contains(file));
    }

    /**
     * After an export.
     *
     * @param all whether the files are all that the application has
     */
    Ledger after(String application, Collection<String> files, boolean all) {
        var now = new TreeSet<>(files);
        if (!all) {
            now.addAll(byApplication.getOrDefault(application, List.of()));
        }
        var next = new LinkedHashMap<>(byApplication);
        next.put(application, List.copyOf(now));
        return new Ledger(next);
    }

    /** As it is written: an application per line, in the order of their names. */
    String write() {
        var lines = new StringBuilder("{");
        String gap = "\n";
        for (var each : new TreeMap<>(byApplication).entrySet()) {
            lines.append(gap)
                    .append("  ")
                    .append(Json.write(each.getKey()))
                    .append(": ")
                    .append(Json.write(each.getValue().stream().sorted().toList()));
            gap = ",\n";
        }
        return lines.append("\n}\n").toString();
    }
}
