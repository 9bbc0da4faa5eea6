package io.onedag.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onedag.cli.PaperExporter;
import io.onedag.engine.Exporter.Export;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to an export that is killed, has no room, or isn't alone. */
class ExportFolderTest {

    private static final int FILES = 40;

    @TempDir
    Path folder;

    private ExportFolder exports(String application) {
        return new ExportFolder(folder, new PaperExporter(), application);
    }

    private List<Path> list() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private void assertWholeFiles(String application) throws Exception {
        for (int i = 0; i < FILES; i++) {
            List<String> lines = Files.readAllLines(folder.resolve(application + "-" + i + ".txt"));
            assertThat(lines.subList(1, lines.size()).stream().distinct())
                    .as("file %d", i)
                    .hasSize(1);
            assertThat(lines).hasSizeGreaterThan(1000);
        }
    }

    @Test
    void an_export_that_is_killed_in_the_middle_leaves_whole_files_and_the_next_one_cleans_up() throws Exception {
        for (int kill = 0; kill < 4; kill++) {
            Process process = Exporting.start(List.of(), folder, "a", FILES, 16, 100_000);
            try {
                byte[] begun = process.getInputStream().readNBytes("begun".length());
                assertThat(new String(begun, StandardCharsets.UTF_8)).isEqualTo("begun");
                // Anywhere in one of the rounds, each of which takes some milliseconds.
                assertThat(process.waitFor(37 * kill + 11, TimeUnit.MILLISECONDS))
                        .isFalse();
            } finally {
                process.destroyForcibly().waitFor();
            }
            assertWholeFiles("a");
        }
        Files.createDirectory(folder.resolve(".onedag-export-of-one-that-was-killed.tmp"));
        exports("a").write(Exporting.export("a", FILES, 16, -1), true);
        assertWholeFiles("a");
        assertThat(list())
                .hasSize(FILES + 2)
                .allSatisfy(file -> assertThat(file.toString()).doesNotEndWith(".tmp"));
    }

    @Test
    void where_there_is_no_room_nothing_is_changed_and_that_is_told() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash limits the size of files");
        exports("a").write(Exporting.export("a", 2, 16, 7), true);
        List<Path> before = list();
        Process process = Exporting.start(
                List.of("/bin/bash", "-c", "ulimit -f 64; exec \"$@\"", "bash"), folder, "a", 2, 256, 1);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(1);
        assertThat(said).contains("ExportWriteException", "File too large");
        assertThat(list()).isEqualTo(before);
        assertThat(Files.readString(folder.resolve("a-1.txt")))
                .contains("a 7\n")
                .doesNotContain("a 0\n");
    }

    @Test
    void what_was_written_and_what_was_not_is_told_where_it_ended_in_between() throws Exception {
        var export = new Export(
                List.of(
                        new Export.File("one.txt", PaperExporter.MARK + "\n"),
                        new Export.File("sub/two.txt", PaperExporter.MARK + "\n"),
                        new Export.File("three.txt", PaperExporter.MARK + "\n")),
                List.of());
        // A file where a folder is needed is seen only when the second file is put in place.
        Files.writeString(folder.resolve("sub"), "in the way");
        assertThatThrownBy(() -> exports("a").write(export, false))
                .isInstanceOfSatisfying(ExportWriteException.class, e -> {
                    assertThat(e).hasMessageContaining("sub");
                    assertThat(e.written()).containsExactly("one.txt");
                    assertThat(e.missing()).containsExactly("sub/two.txt", "three.txt");
                });
        Files.delete(folder.resolve("sub"));
        exports("a").write(export, false);
        assertThat(folder.resolve("sub/two.txt")).exists();
    }

    @Test
    void exports_of_two_applications_at_once_wait_for_each_other() throws Exception {
        Files.writeString(folder.resolve(".index"), "mine\n");
        List<String> applications = List.of("a", "b", "c");
        var processes = new java.util.ArrayList<Process>();
        try {
            for (String each : applications) {
                processes.add(Exporting.start(List.of(), folder, each, FILES, 16, 10));
            }
            for (Process each : processes) {
                String said = new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(each.waitFor()).as(said).isZero();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        for (String each : applications) {
            assertWholeFiles(each);
        }
        assertThat(Files.readAllLines(folder.resolve(".index")))
                .startsWith("mine")
                .containsExactlyInAnyOrder("mine", "a", "b", "c");
        assertThat(Ledger.parse(Files.readString(folder.resolve(Ledger.FILE))).byApplication())
                .containsOnlyKeys("a", "b", "c");
        assertThat(list()).hasSize(3 * FILES + 2);
    }

    @Test
    void exports_of_two_threads_wait_for_each_other() throws Exception {
        var failures = new java.util.concurrent.ConcurrentLinkedQueue<Throwable>();
        List<Thread> threads = Stream.of("a", "b", "c")
                .map(application -> new Thread(() -> {
                    try {
                        for (int round = 0; round < 10; round++) {
                            exports(application).write(Exporting.export(application, 3, 1, round), true);
                        }
                    } catch (Exception e) {
                        failures.add(e);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread each : threads) {
            each.join();
        }
        assertThat(failures).isEmpty();
        assertThat(list()).hasSize(3 * 3 + 2);
    }

    @Test
    void names_that_are_one_file_on_other_systems_are_refused() {
        var export =
                new Export(List.of(new Export.File("Sales.txt", "a"), new Export.File("sales.txt", "b")), List.of());
        assertThatThrownBy(() -> exports("a").write(export, false))
                .isInstanceOf(ExportConflictException.class)
                .hasMessageContaining("Sales.txt and sales.txt");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_exporter_that_leaves_the_folder_is_stopped() {
        for (String name : List.of("../out.txt", "/tmp/out.txt", "a/../../out.txt", "")) {
            var export = new Export(List.of(new Export.File(name, "a")), List.of());
            assertThatThrownBy(() -> exports("a").write(export, false))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_ledger_that_is_none_is_told_and_everything_stays() throws Exception {
        exports("a").write(Exporting.export("a", 2, 1, 0), true);
        Files.writeString(folder.resolve(Ledger.FILE), "<<<<<<< ours");
        assertThatThrownBy(() -> exports("a").write(Exporting.export("a", 1, 1, 0), true))
                .isInstanceOfSatisfying(
                        ExportConflictException.class, e -> assertThat(e.hint()).contains("restore it, or remove it"));
        assertThat(folder.resolve("a-1.txt")).exists();
    }
}
