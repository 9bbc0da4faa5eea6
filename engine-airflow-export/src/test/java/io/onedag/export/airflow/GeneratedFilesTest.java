package io.onedag.export.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.engine.Exporter.Options;
import io.onedag.export.airflow.file.HelperModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tools of Python say of generated files. */
class GeneratedFilesTest {

    private static final int RANDOM = 150;
    private static final String RULES = "AIR,E4,E7,E9,F,W,I,B,UP,N999,RUF100,SIM,PL,C4,PIE";

    @TempDir
    private Path folder;

    @Test
    void every_file_compiles() throws Exception {
        Assumptions.assumeTrue(has("python3"), "no python3");
        Corpus.write(Corpus.pipelines(RANDOM), Options.DEFAULT, folder);
        assertThat(compiled()).isEmpty();
    }

    @Test
    void every_file_that_stands_for_itself_compiles() throws Exception {
        Assumptions.assumeTrue(has("python3"), "no python3");
        Corpus.write(Corpus.pipelines(10), new Options(null, true, true), folder);
        assertThat(compiled()).isEmpty();
    }

    @Test
    void a_formatter_changes_nothing_and_a_linter_finds_nothing() throws Exception {
        // .ci/run installs it, together with the engines: a plain build does without.
        Path ruff = Engines.folder().resolve("ruff/bin/ruff");
        Assumptions.assumeTrue(Files.exists(ruff), "no ruff: conformance/engines/install ruff");
        Corpus.write(Corpus.pipelines(RANDOM), Options.DEFAULT, folder);
        Files.delete(folder.resolve(HelperModule.FILE)); // written by a person, in longer lines
        assertThat(Corpus.run(folder, Map.of(), ruff.toString(), "format", "--isolated", "--diff", "."))
                .matches("\\d+ files already formatted\\s*");
        assertThat(Corpus.run(
                        folder,
                        Map.of(),
                        ruff.toString(),
                        "check",
                        "--isolated",
                        "--target-version",
                        "py39",
                        "--select",
                        RULES,
                        "--ignore",
                        "PLR2004",
                        "."))
                .isEqualToIgnoringWhitespace("All checks passed!");
    }

    private String compiled() throws Exception {
        return Corpus.run(
                folder,
                Map.of("PYTHONDONTWRITEBYTECODE", "1", "PYTHONUTF8", "1"),
                "python3",
                "-W",
                "error",
                "-m",
                "compileall",
                "-q",
                ".");
    }

    static boolean has(String program) {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
