package io.onedag.examples.dealership;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.engine.Exporter;
import io.onedag.engine.OnedagVersion;
import io.onedag.export.airflow.AirflowExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The file that the README shows is the one that an export writes; {@code -Donedag.write=true} writes it. */
class DealershipOnAirflowTest {

    @Test
    void the_exported_file_is_the_one_that_is_kept() throws IOException {
        var source = new Exporter.Source(DealershipPipeline.dealership(), true);
        Exporter.Export export = new AirflowExporter().export(List.of(source), Exporter.Options.DEFAULT);
        String text = export.files().stream()
                .filter(file -> file.name().equals("dealership.py"))
                .findFirst()
                .orElseThrow()
                .text()
                .replace(OnedagVersion.current(), "0.1.0");
        Path kept = Path.of("airflow", "dealership.py");
        if (Boolean.getBoolean("onedag.write")) {
            Files.createDirectories(kept.getParent());
            Files.writeString(kept, text);
        }
        assertThat(text).isEqualTo(Files.readString(kept));
    }
}
