package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.child.Application;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExportOwnerTest {

    private static final Path OUT = Path.of("/srv/dags").toAbsolutePath();

    private static String of(String javaCommand, Path out, String startedIn) {
        return ExportOwner.of(
                Application.of(javaCommand, ""), out, Path.of(startedIn).toAbsolutePath());
    }

    @Test
    void a_jar_is_known_by_its_name_wherever_it_is_started() {
        assertThat(of("/a/shop-1.2.jar export", OUT, "/a")).isEqualTo("shop");
        assertThat(of("/b/shop-1.3.jar export", OUT, "/b")).isEqualTo("shop");
    }

    @Test
    void what_every_repository_calls_alike_is_known_by_its_folder_too() {
        assertThat(of("io.onedag.cli.Main export", OUT, "/git/shop")).isEqualTo("onedag in ../../git/shop");
        assertThat(of("io.onedag.cli.Main export", OUT, "/git/crm")).isEqualTo("onedag in ../../git/crm");
        assertThat(of("onedag-1.0.jar export", OUT, "/git/crm")).isEqualTo("onedag in ../../git/crm");
        assertThat(of("com.acme.Main export", OUT, "/git/crm")).isEqualTo("Main in ../../git/crm");
        assertThat(of("/git/crm/target/app.jar export", OUT, "/git/crm")).isEqualTo("app in ../../git/crm");
    }

    @Test
    void in_a_folder_of_the_repository_it_is_the_same_in_every_checkout() {
        assertThat(of("io.onedag.cli.Main export", Path.of("/git/shop/dags").toAbsolutePath(), "/git/shop"))
                .isEqualTo("onedag in ..")
                .isEqualTo(of("io.onedag.cli.Main", Path.of("/ci/1/dags").toAbsolutePath(), "/ci/1"));
        assertThat(of("io.onedag.cli.Main export", OUT, "/srv/dags")).isEqualTo("onedag in .");
    }
}
