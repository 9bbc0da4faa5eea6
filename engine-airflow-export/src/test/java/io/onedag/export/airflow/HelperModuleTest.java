package io.onedag.export.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.export.airflow.file.HelperModule;
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

    /** A policy such as 50 attempts with a backoff of 3: its delays as numbers have twenty digits before they are cut. */
    @Test
    void the_longest_delay_is_found_however_many_attempts_there_are() throws Exception {
        Assumptions.assumeTrue(GeneratedFilesTest.has("python3"), "no python3");
        String script = """
                import sys
                from unittest.mock import MagicMock

                class BaseOperator:
                    def __init__(self, *, retry_exponential_backoff: "bool"): ...

                class BranchMixIn: ...

                sdk = MagicMock(BaseOperator=BaseOperator)
                for name in ["timetables.interval", "providers.standard.operators.empty", "sdk.exceptions"]:
                    sys.modules["airflow." + name] = MagicMock()
                sys.modules["airflow.sdk"] = sdk
                sys.modules["airflow.providers.standard.operators.branch"] = MagicMock(BranchMixIn=BranchMixIn)
                sys.dont_write_bytecode = True
                sys.path.insert(0, ".")
                from onedag_airflow import retry, timedelta

                second, minute = timedelta(seconds=1), timedelta(minutes=1)
                for retries, backoff in [(1, 3.0), (2, 3.0), (49, 3.0), (9999, 1e9), (9999, 1.5), (9999, 0.5)]:
                    print(retry(retries, delay=second, backoff=backoff, max_delay=minute)["retry_delay"].total_seconds())
                print(retry(9, delay=timedelta(minutes=2), backoff=3.0, max_delay=minute)["retry_delay"].total_seconds())
                """;
        assertThat(Corpus.run(FOLDER, Map.of(), "python3", "-c", script).lines())
                .containsExactly("1.0", "3.0", "60.0", "60.0", "60.0", "1.0", "60.0");
    }

    private static String ruff(Path ruff, String... command) throws Exception {
        var words = new ArrayList<>(List.of(ruff.toString()));
        words.addAll(List.of(command));
        words.addAll(List.of("--no-cache", "--config", CONFIG, HelperModule.FILE));
        return Corpus.run(FOLDER, Map.of(), words.toArray(String[]::new));
    }
}
