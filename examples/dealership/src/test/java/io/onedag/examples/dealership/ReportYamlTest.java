package io.onedag.examples.dealership;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.engine.RunRecord;
import io.onedag.examples.dealership.Dealership.Target;
import io.onedag.yaml.YamlPipelines;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pipeline in YAML that the example ships. */
@Timeout(60)
class ReportYamlTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void itCountsWhatIsLoaded(Target target) throws Exception {
        try (var dealership = Dealership.shipped(target, folder)) {
            dealership.run();
            Path days = folder.resolve("days.csv");
            dealership.params.clear();
            dealership.params.put("file", days.toString());

            RunRecord run = dealership.run(YamlPipelines.load(Path.of("report.yaml")), null);

            assertThat(run.state()).as(dealership.log.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(dealership.log)
                    .contains(
                            "INFO print_totals: customers: 11",
                            "INFO print_totals: purchases: 12",
                            "INFO print_totals: disputes: 5",
                            "INFO print_states: 10 purchases are SCHEDULED",
                            "INFO print_states: 1 purchases are CANCELLED",
                            "INFO print_states: 1 purchases are DELIVERED");
            assertThat(Files.readString(days)).isEqualTo("purchase_date,purchases,customers\n2020-07-03,12,11\n");
        }
    }

    @Test
    void itHasNothingToWarnOf() {
        Pipeline report = YamlPipelines.load(Path.of("report.yaml"));
        assertThat(report.warnings()).isEmpty();
        assertThat(report.params()).containsOnlyKeys("since", "file");
    }
}
