package io.onedag.conformance.airflow.kit;

import io.onedag.conformance.airflow.AirflowVersion;
import io.onedag.testkit.conformance.ConformanceReport;
import io.onedag.testkit.conformance.ConformanceTest;
import io.onedag.testkit.conformance.EngineUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** All scenarios at once on one real scheduler. {@code -Donedag.airflow} chooses the version. */
@Timeout(value = 40, unit = TimeUnit.MINUTES)
@Tag("airflow")
class AirflowConformanceTest extends ConformanceTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path home;

    @Override
    protected EngineUnderTest engine(Path root) {
        return new AirflowEngine(
                "airflow-" + AirflowVersion.chosen(), AirflowVersion.chosen(), home.resolve(root.getFileName()));
    }

    /** Two cores run a scheduler, two thousand attempts and their JVMs: what was cut short by that may show itself in peace. */
    @Override
    protected int secondChances() {
        return 24;
    }

    @Override
    protected void finished(ConformanceReport results) throws IOException {
        ResultsFile.check(results, "airflow-" + AirflowVersion.chosen());
    }
}
