package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
@Timeout(20)
class ProcFsTest {

    private @Nullable Process process;

    @AfterEach
    void end() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** A program of the given environment and no other, once it runs. */
    private long start(Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        process = builder.start();
        new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
        return process.pid();
    }

    private long start(Map<String, String> environment) throws IOException {
        return start(environment, "/bin/sh", "-c", "echo started; read line");
    }

    @Test
    void Linux_has_processes_to_read() {
        assertThat(ProcFs.isAvailable()).isTrue();
    }

    @Test
    void a_process_is_known_by_its_parent_session_and_start() throws Exception {
        ProcessHandle self = ProcessHandle.current();
        long pid = start(Map.of(), "/bin/sh", "-c", "echo started; read line");

        ProcFs.Entry child = ProcFs.read(pid);
        ProcFs.Entry parent = ProcFs.read(self.pid());

        assertThat(child).isNotNull();
        assertThat(parent).isNotNull();
        assertThat(child.pid()).isEqualTo(pid);
        assertThat(child.parent()).isEqualTo(self.pid());
        assertThat(child.session()).isEqualTo(parent.session());
        assertThat(child.startTicks())
                .isGreaterThanOrEqualTo(parent.startTicks())
                .isPositive();
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void a_process_that_leads_a_session_is_its_session() throws Exception {
        long pid = start(Map.of(), "/usr/bin/setsid", "/bin/sh", "-c", "echo started; read line");

        assertThat(ProcFs.read(pid)).isNotNull().returns(pid, ProcFs.Entry::session);
    }

    @Test
    void a_name_with_blanks_and_parentheses_confuses_nothing() throws Exception {
        long pid = start(Map.of(), "/bin/sh", "-c", "printf '%s' ') Z 1 (' > /proc/$$/comm; echo started; read line");

        assertThat(ProcFs.read(pid))
                .isNotNull()
                .returns(ProcessHandle.current().pid(), ProcFs.Entry::parent)
                .returns(true, ProcFs.Entry::isAlive);
    }

    @Test
    void a_process_that_has_ended_is_none() throws Exception {
        long pid = start(Map.of());
        process.destroyForcibly().waitFor();

        assertThat(ProcFs.read(pid)).isNull();
        assertThat(ProcFs.environment(pid, "PATH")).isNull();
    }

    @Test
    void one_whose_parent_has_not_asked_for_its_exit_code_is_not_alive() {
        assertThat(new ProcFs.Entry(2, 'Z', 1, 1, 0).isAlive()).isFalse();
        assertThat(new ProcFs.Entry(2, 'X', 1, 1, 0).isAlive()).isFalse();
        assertThat(new ProcFs.Entry(2, 'D', 1, 1, 0).isAlive()).isTrue();
    }

    @Test
    void all_processes_are_listed_each_once() throws Exception {
        long pid = start(Map.of());

        List<Long> pids = ProcFs.all().stream().map(ProcFs.Entry::pid).toList();

        assertThat(pids).contains(pid, ProcessHandle.current().pid()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "5", "9", "4194304", "90"})
    void a_number_is_a_process(String name) {
        assertThat(ProcFs.isPid(Path.of("/proc", name))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"self", "stat", ":", "/"})
    void all_else_is_none(String name) {
        assertThat(ProcFs.isPid(Path.of("/proc/sys" + name))).isFalse();
        assertThat(ProcFs.isPid(Path.of("/proc", "x" + name))).isFalse();
    }

    @Test
    void a_variable_is_found_by_its_whole_name() throws Exception {
        long pid = start(Map.of("A", "1", "AB", "2=3", "ABC", "", "Z_LONGER_THAN_ALL_OTHERS", "ü"));

        assertThat(ProcFs.environment(pid, "A")).isEqualTo("1");
        assertThat(ProcFs.environment(pid, "AB")).isEqualTo("2=3");
        assertThat(ProcFs.environment(pid, "ABC")).isEmpty();
        assertThat(ProcFs.environment(pid, "Z_LONGER_THAN_ALL_OTHERS")).isEqualTo("ü");
        assertThat(ProcFs.environment(pid, "B")).isNull();
        assertThat(ProcFs.environment(pid, "Z_LONGER_THAN_ALL_OTHERS_BY_FAR_SO_THAT_IT_REACHES_BEYOND_THE_END"))
                .isNull();
    }

    @Test
    void a_process_without_variables_has_none() throws Exception {
        long pid = start(Map.of(), "/usr/bin/env", "-i", "/bin/sh", "-c", "echo started; read line");

        assertThat(ProcFs.environment(pid, "PATH")).isNull();
    }
}
