package io.onedag.export.airflow.file;

import io.onedag.engine.OnedagVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The Python module that the DAG files import: the same for all of them. */
public final class HelperModule {

    /** Its name. */
    public static final String FILE = "onedag_airflow.py";

    /** How it begins, whatever its version. */
    public static final String MARK = "# Onedag ";

    private HelperModule() {}

    /** As a file of its own. */
    public static String text() {
        try (InputStream in = HelperModule.class.getResourceAsStream("/io/onedag/export/airflow/" + FILE)) {
            return new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@VERSION@", OnedagVersion.current());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As it stands in a file that imports nothing of ours: its first line would speak of another file. */
    public static String inFile() {
        return text().lines().skip(1).map(line -> line + "\n").reduce("", String::concat);
    }

    /** The words that it uses, none of which a file that contains it may call anything else. */
    public static Set<String> words() {
        return new HashSet<>(List.of(text().split("\\W+")));
    }
}
