package io.onedag.conformance.airflow.kit;

import io.onedag.conformance.Engines;
import io.onedag.conformance.airflow.AirflowVersion;
import io.onedag.testkit.conformance.ConformanceTest;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.Pace;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.scenarios.Scenarios;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from a pipeline to a real scheduler, with one scenario. Airflow 2.11 starts sooner than 3. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AirflowSmokeTest extends ConformanceTest {

    private static final String VERSION = "2.11.2";

    @TempDir
    private Path home;

    @Override
    protected EngineUnderTest engine(Path root) {
        Engines.install("airflow-" + VERSION);
        return new AirflowEngine("airflow-" + VERSION + "-smoke", new AirflowVersion(VERSION), home);
    }

    @Override
    protected List<Scenario> scenarios(Pace pace) {
        return Scenarios.all(pace).stream()
                .filter(each -> each.name().equals("retry_then_success"))
                .toList();
    }
}
