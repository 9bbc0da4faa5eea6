package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/opt/sales-1.2.0.jar run daily, sales, 1.2.0",
        "sales-1.2.0-SNAPSHOT.jar, sales, 1.2.0-SNAPSHOT",
        "sales-etl.jar run, sales-etl, unknown",
        "lib/sales-2.0-all.jar run, sales, 2.0",
        "/my apps/sales-1.0.jar run x.jar, sales, 1.0",
        "com.acme.SalesMain run data.jar, SalesMain, unknown",
        "com.acme.SalesMain, SalesMain, unknown",
    })
    void anApplicationIsNamedByItsJarOrMainClassWithoutTheVersion(String command, String name, String version) {
        assertThat(Application.of(command)).isEqualTo(new Application(name, version));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"io.onedag.cli.Main run x", "/opt/onedag.jar run x", "''"})
    void theCommandItselfIsOnedag(String command) {
        assertThat(Application.of(command).name()).isEqualTo("onedag");
    }
}
