package io.onedag.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunFilter;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunStoreProvider.Mode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands start fast because the embedded store, once it is made, loads nothing that it doesn't need. */
class LoadedClassesTest {

    @TempDir
    Path folder;

    @Test
    void a_store_that_is_current_loads_neither_flyway_nor_a_pool_nor_another_driver() throws Exception {
        new SqlRunStoreProvider().open(Map.of(), folder, Mode.WRITE).close();

        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Working.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).as(output).isZero();
        List<String> loaded = output.lines().toList();
        for (String name : List.of("org.flywaydb", "com.zaxxer", "org.postgresql", "io.onedag.yaml", "org.jgrapht")) {
            assertThat(loaded).as(name).noneMatch(line -> line.contains(" " + name + "."));
        }
        assertThat(Stream.of("org.sqlite", "io.onedag.store"))
                .allMatch(name -> loaded.stream().anyMatch(line -> line.contains(" " + name + ".")));
    }

    @Test
    void a_process_takes_the_library_that_was_unpacked_for_it() throws Exception {
        Path library = folder.resolve("library");
        NativeLibrary.unpackTo(library);
        NativeLibrary.unpackTo(library);
        assertThat(library).isDirectoryContaining(file -> file.toString().contains("sqlitejdbc"));
        assertThat(library.toFile().list()).hasSize(1);
        Path temporary = java.nio.file.Files.createDirectory(folder.resolve("temporary"));

        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-D" + NativeLibrary.FOLDER_PROPERTY + "=" + library,
                        "-Dorg.sqlite.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Working.class.getName(),
                        folder.resolve("home").toString())
                .inheritIO()
                .start();

        assertThat(child.waitFor()).isZero();
        assertThat(temporary).isEmptyDirectory();
    }

    static final class Working {
        public static void main(String[] args) {
            try (var store = new SqlRunStoreProvider().open(Map.of(), Path.of(args[0]), Mode.WRITE)) {
                ProcessInfo me = ProcessInfo.current(RunIds.next(), "app", "1");
                store.join(me);
                store.open(RunStoreContract.run("sales", "k", "{}", "local"), me.id());
                store.runs(new RunFilter(null, null, 10));
            }
        }
    }
}
