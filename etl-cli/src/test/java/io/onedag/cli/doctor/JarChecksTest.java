package io.onedag.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.cli.doctor.Finding.Level;
import io.onedag.engine.OnedagVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarChecksTest {

    private static final String TYPES = "META-INF/services/io.onedag.engine.TaskType";

    @TempDir
    Path folder;

    private final Map<String, String> entries = new LinkedHashMap<>();
    private final Manifest manifest = new Manifest();

    /** A jar that is in order: an application with a task type of its own beside one of Onedag's. */
    JarChecksTest() {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "com.acme.Main");
        entries.put("com/acme/Main.class", "");
        entries.put("com/acme/PagerType.class", "");
        entries.put("io/onedag/Pipeline.class", "");
        entries.put("io/onedag/engine/onedag-version.txt", OnedagVersion.current());
        entries.put("io/onedag/tasks/shell/ShellType.class", "");
        entries.put(TYPES, "# of two jars\ncom.acme.PagerType\nio.onedag.tasks.shell.ShellType # ours\n");
    }

    private List<Finding> findings() throws IOException {
        Path jar = folder.resolve("app.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (var entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return JarChecks.findings(jar);
    }

    private Finding finding(String check) throws IOException {
        return findings().stream()
                .filter(each -> each.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_jar_that_is_in_order_is_well() throws IOException {
        assertThat(findings())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.level()).as(each.toString()).isEqualTo(Level.OK));
    }

    @Test
    void service_files_that_were_overwritten_are_found_with_the_lines_that_mend_it() throws IOException {
        entries.put(TYPES, "com.acme.PagerType\n");

        Finding services = finding("services");

        assertThat(services.level()).isEqualTo(Level.FAIL);
        assertThat(services.what()).contains("io.onedag.tasks.shell.ShellType").doesNotContain("PagerType");
        assertThat(services.next()).anyMatch(line -> line.contains("ServicesResourceTransformer"));
    }

    @Test
    void services_whose_classes_were_left_out_are_found() throws IOException {
        entries.remove("com/acme/PagerType.class");

        assertThat(finding("services"))
                .satisfies(each -> assertThat(each.level()).isEqualTo(Level.FAIL))
                .satisfies(each -> assertThat(each.what()).contains("com.acme.PagerType", "not in the jar"));
    }

    @Test
    void mixed_versions_are_found_with_the_bill_of_materials() throws IOException {
        entries.put("META-INF/maven/io.onedag/etl-core/pom.properties", "version=" + OnedagVersion.current());
        entries.put("META-INF/maven/io.onedag/etl-tasks/pom.properties", "version=0.0.9");

        Finding versions = finding("versions");

        assertThat(versions.level()).isEqualTo(Level.FAIL);
        assertThat(versions.what()).contains("0.0.9");
        assertThat(versions.next()).anyMatch(line -> line.contains("etl-bom"));
    }

    @Test
    void another_version_than_this_commands_is_worth_a_look() throws IOException {
        entries.put("io/onedag/engine/onedag-version.txt", "0.0.9");

        assertThat(finding("versions").level()).isEqualTo(Level.WARN);
    }

    @Test
    void a_main_class_that_is_missing_is_found() throws IOException {
        entries.remove("com/acme/Main.class");
        assertThat(finding("main").what()).contains("com.acme.Main is not in the jar");

        manifest.getMainAttributes().remove(Attributes.Name.MAIN_CLASS);
        assertThat(finding("main"))
                .satisfies(each -> assertThat(each.level()).isEqualTo(Level.FAIL))
                .satisfies(each -> assertThat(each.next()).anyMatch(line -> line.contains("<mainClass>")));
    }

    @Test
    void signatures_of_other_jars_and_what_the_manifest_lacks_are_found() throws IOException {
        entries.put("META-INF/BC.SF", "");
        entries.put("META-INF/versions/21/com/acme/Main.class", "");
        entries.put("org/sqlite/JDBC.class", "");
        entries.put("META-INF/services/java.sql.Driver", "org.sqlite.JDBC");

        assertThat(finding("signatures").level()).isEqualTo(Level.FAIL);
        assertThat(finding("manifest").level()).isEqualTo(Level.WARN);
        assertThat(finding("manifest").next())
                .anyMatch(line -> line.contains("Multi-Release"))
                .anyMatch(line -> line.contains("Enable-Native-Access"));
    }

    @Test
    void a_plain_jar_one_that_is_none_and_one_that_is_missing_are_told_apart() throws IOException {
        entries.remove("io/onedag/Pipeline.class");
        assertThat(findings())
                .singleElement()
                .extracting(Finding::what)
                .asString()
                .contains("no class of Onedag");

        Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
        assertThat(JarChecks.findings(text))
                .singleElement()
                .extracting(Finding::what)
                .asString()
                .contains("is no jar");
        assertThat(JarChecks.findings(folder.resolve("none.jar")))
                .singleElement()
                .extracting(Finding::what)
                .asString()
                .contains("can't be read");
    }

    @Test
    void jars_inside_a_jar_keep_their_services_and_tell_their_versions() throws IOException {
        entries.clear();
        entries.put("BOOT-INF/lib/etl-core-0.1.0.jar", "");
        entries.put("BOOT-INF/lib/engine-local-0.2.0.jar", "");

        assertThat(finding("versions").what()).contains("mixed: 0.1.0, 0.2.0");
        assertThat(finding("services").level()).isEqualTo(Level.OK);
    }
}
