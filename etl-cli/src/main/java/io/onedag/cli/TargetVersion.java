package io.onedag.cli;

import io.onedag.engine.Exporter;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The version of an engine that {@code --target-version} means. */
final class TargetVersion {

    private static final Pattern VERSION = Pattern.compile("\\d{1,6}(\\.\\d{1,6}){1,3}((a|b|rc)\\d{1,4})?");
    private static final Pattern SERIES = Pattern.compile("\\d{1,6}\\.\\d{1,6}");

    private TargetVersion() {}

    /**
     * Finds it.
     *
     * @param given a version, or the series ({@code 2.11}) whose newest proven version is meant
     * @param unproven whether one may be meant on which the exporter's files were not proven
     * @throws UsageException when it isn't one to export for
     */
    static String of(Exporter exporter, String given, boolean unproven) {
        List<String> proven = exporter.provenVersions();
        String known = "proven are " + String.join(", ", proven);
        if (!VERSION.matcher(given).matches()) {
            throw new UsageException("--target-version is \"" + given + "\", which is no version", known);
        }
        if (proven.contains(given)) {
            return given;
        }
        if (SERIES.matcher(given).matches()) {
            for (int i = proven.size() - 1; i >= 0; i--) {
                if (proven.get(i).startsWith(given + ".")) {
                    return proven.get(i);
                }
            }
        }
        if (proven.isEmpty() || compare(given, proven.get(0)) < 0) {
            throw new UsageException(
                    exporter.name() + " " + given + " is unknown: it is older than all that the exporter knows", known);
        }
        if (!unproven) {
            boolean newer = compare(given, proven.get(proven.size() - 1)) > 0;
            throw new UsageException(
                    "files for " + exporter.name() + " " + given + " were not proven on it"
                            + (newer ? ": it is newer than this version of Onedag knows" : ""),
                    known + "; --unproven writes the files all the same");
        }
        return given;
    }

    private static int compare(String one, String other) {
        return Arrays.compare(numbers(one), numbers(other));
    }

    private static int[] numbers(String version) {
        return Pattern.compile("\\D+")
                .splitAsStream(version)
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
