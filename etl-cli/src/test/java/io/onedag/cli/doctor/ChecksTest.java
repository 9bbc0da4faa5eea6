package io.onedag.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.cli.doctor.Finding.Level;
import io.onedag.engine.StoreException;
import io.onedag.store.StoreAdmin;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {

    @TempDir
    Path folder;

    private Finding machine(String check, Map<String, String> settings) {
        return new MachineChecks(settings, folder)
                .findings().stream()
                        .filter(each -> each.check().equals(check))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void the_jvm_says_what_follows_from_its_version() {
        assertThat(MachineChecks.java(11).level()).isEqualTo(Level.FAIL);
        assertThat(MachineChecks.java(17).what()).contains("from Java 21 on they are virtual");
        assertThat(MachineChecks.java(21).what()).contains("tasks run in virtual threads");
    }

    @Test
    void a_locale_that_cannot_write_every_text_is_worth_a_look() {
        assertThat(MachineChecks.locale("ANSI_X3.4-1968").level()).isEqualTo(Level.WARN);
        assertThat(MachineChecks.locale("ANSI_X3.4-1968").next()).anyMatch(line -> line.contains("LC_ALL=C.UTF-8"));
        assertThat(MachineChecks.locale("UTF-8").level()).isEqualTo(Level.OK);
    }

    @Test
    void a_port_that_is_taken_is_worth_a_look_and_one_that_is_none_fails() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertThat(machine("metrics", Map.of("METRICS_PORT", port)).level()).isEqualTo(Level.WARN);
        }
        assertThat(machine("metrics", Map.of("METRICS_PORT", "80 00")).level()).isEqualTo(Level.FAIL);
        assertThat(machine("metrics", Map.of("METRICS_PORT", "70000")).level()).isEqualTo(Level.FAIL);
        assertThat(machine("metrics", Map.of("METRICS_PORT", "0")).what()).contains("takes a free port");
    }

    @Test
    void metrics_are_read_as_a_run_reads_them() {
        assertThat(machine("metrics", Map.of("METRICS_PORT", "off")).level()).isEqualTo(Level.OK);
        assertThat(machine("metrics", Map.of("PUSHGATEWAY_URL", "http://127.0.0.1:1"))
                        .what())
                .contains("aren't served");
        assertThat(machine("metrics", Map.of("STATSD_TAGS", "some")).level()).isEqualTo(Level.FAIL);
        assertThat(machine("metrics", Map.of("METRICS_PORT", "1", "METRICS_HOST", "no.such.host.invalid"))
                        .next())
                .anyMatch(line -> line.contains("METRICS_HOST"));
    }

    @Test
    void the_rest_of_this_machine_is_looked_at() {
        assertThat(machine("disk", Map.of("METRICS_PORT", "0")).what()).contains("free in " + folder);
        assertThat(machine("temp", Map.of("METRICS_PORT", "0")).what()).contains("free in");
        assertThat(machine("processes", Map.of("METRICS_PORT", "0")).what()).isNotEmpty();
        assertThat(MachineChecks.space("disk", folder.resolve("none")).level()).isEqualTo(Level.WARN);
    }

    @Test
    void a_folder_on_the_path_that_the_locale_cannot_name_is_passed_over() throws IOException {
        Path program = Files.writeString(folder.resolve("tool"), "");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertThat(MachineChecks.onPath("tool", "/\0" + File.pathSeparator + folder))
                .containsExactly(program);
    }

    @Test
    void misspelt_variables_are_found() {
        Finding found = EnvironmentCheck.of(Map.of("ONEDAG_SCHEMAS", "x", "ONEDAG_WORKDIR", "y", "PATH", "z"));

        assertThat(found.level()).isEqualTo(Level.WARN);
        assertThat(found.what()).isEqualTo("Onedag doesn't know ONEDAG_SCHEMAS");
        assertThat(found.next()).containsExactly("did you mean ONEDAG_SCHEMA by ONEDAG_SCHEMAS?");
        assertThat(EnvironmentCheck.of(Map.of("ONEDAG_WORKDIR", "y")).level()).isEqualTo(Level.OK);
    }

    @Test
    void clocks_that_are_far_apart_are_worth_a_look() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(StoreChecks.skew(now.plusMillis(40), now, now.plusMillis(100))
                        .level())
                .isEqualTo(Level.OK);
        assertThat(StoreChecks.skew(now.plusSeconds(60), now, now).level()).isEqualTo(Level.WARN);
        assertThat(StoreChecks.skew(now.minusSeconds(60), now, now).what()).contains("60000 ms apart");
    }

    @Test
    void a_store_that_cannot_be_reached_fails() {
        List<Finding> findings = StoreChecks.findings(
                () -> StoreAdmin.of(Map.of("DATABASE_URL", "postgresql://u:s3cret-pw@127.0.0.1:1/db"), folder),
                () -> {
                    throw new StoreException("not asked", null);
                },
                Clock.systemUTC());

        assertThat(findings).singleElement().satisfies(each -> {
            assertThat(each.level()).isEqualTo(Level.FAIL);
            assertThat(each.toString()).doesNotContain("s3cret-pw");
        });
    }

    @Test
    void a_python_that_is_broken_or_silent_is_worth_a_look() throws IOException {
        Path broken = Files.writeString(folder.resolve("python3"), "#!/bin/sh\nexit 3\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();

        assertThat(PythonChecks.ask(broken).level()).isEqualTo(Level.WARN);
        assertThat(PythonChecks.ask(folder.resolve("none")).level()).isEqualTo(Level.WARN);
        assertThat(PythonChecks.find().check()).isEqualTo("python");
    }
}
