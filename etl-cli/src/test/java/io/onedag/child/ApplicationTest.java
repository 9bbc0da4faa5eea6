package io.onedag.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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
        assertThat(Application.of(command, "lib/x.jar")).isEqualTo(new Application(name, version));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"io.onedag.cli.Main run x", "/opt/onedag.jar run x", "''"})
    void theCommandItselfIsOnedag(String command) {
        assertThat(Application.of(command, "lib/x.jar").name()).isEqualTo("onedag");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/opt/sales-1.2.0.jar:/opt/lib/x.jar, sales, 1.2.0", "sales.jar, sales, unknown"})
    void a_childs_application_is_the_jar_first_on_its_class_path(String classPath, String name, String version) {
        assertThat(Application.of("io.onedag.Child --store none", classPath)).isEqualTo(new Application(name, version));
    }

    @Test
    void a_child_that_runs_from_folders_is_the_command_itself() {
        assertThat(Application.of("io.onedag.Child", "target/classes").name()).isEqualTo("onedag");
    }
}
