package io.onedag.export.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The module that the DAG files import, as a person wrote it. */
class HelperModuleTest {

    private static final String CONFIG = Path.of("ruff.toml").toAbsolutePath().toString();
    private static final Path FOLDER = Path.of("src/main/resources/io/onedag/export/airflow");

    @Test
    void a_formatter_changes_nothing_in_the_module_and_a_linter_finds_nothing() throws Exception {
        Path ruff = Engines.folder().resolve("ruff/bin/ruff");
        Assumptions.assumeTrue(Files.exists(ruff), "no ruff: conformance/engines/install ruff");
        assertThat(ruff(ruff, "format", "--check")).isEqualToIgnoringWhitespace("1 file already formatted");
        assertThat(ruff(ruff, "check")).isEqualToIgnoringWhitespace("All checks passed!");
    }

    private static String ruff(Path ruff, String... command) throws Exception {
        var words = new ArrayList<>(List.of(ruff.toString()));
        words.addAll(List.of(command));
        words.addAll(List.of("--no-cache", "--config", CONFIG, HelperModule.FILE));
        return Corpus.run(FOLDER, Map.of(), words.toArray(String[]::new));
    }
}
