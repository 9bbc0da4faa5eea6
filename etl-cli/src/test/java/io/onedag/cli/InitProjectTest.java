package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.json.Json;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project that {@code onedag init} writes is built, tested and run as its README says, with Onedag's artifacts from a local repository
 * alone: {@code .ci/run init} installs them and says where by {@code onedag.maven.options}.
 */
@Tag("init")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class InitProjectTest {

    /** What Maven is told besides, one option each line. */
    private static final String OPTIONS = "onedag.maven.options";

    @TempDir
    Path folder;

    private record Ended(int exitCode, String out, String err) {
        @SuppressWarnings("unchecked")
        Map<String, Object> json() {
            return (Map<String, Object>) Objects.requireNonNull(Json.parse(out));
        }
    }

    private Ended run(Path in, List<String> line) throws IOException, InterruptedException {
        File out = folder.resolve("out").toFile();
        File err = folder.resolve("err").toFile();
        Process process = new ProcessBuilder(line)
                .directory(in.toFile())
                .redirectOutput(out)
                .redirectError(err)
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(6, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(out.toPath()), Files.readString(err.toPath()));
    }

    private Ended maven(Path project, String goal) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(project.resolve("mvnw").toString(), "-B", "-e"));
        System.getProperty(OPTIONS, "")
                .lines()
                .filter(option -> !option.isBlank())
                .forEach(line::add);
        line.add(goal);
        return run(project, line);
    }

    private Ended app(Path project, String... args) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                project.resolve("target/bob-s-shop-2026.jar").toString()));
        line.addAll(List.of(args));
        return run(project, line);
    }

    private static String states(Map<String, Object> run) {
        return ((List<?>) run.get("tasks"))
                .stream()
                        .map(task -> ((Map<?, ?>) task).get("task") + " " + ((Map<?, ?>) task).get("state"))
                        .collect(Collectors.joining(", "));
    }

    private static Object output(Map<String, Object> run, String task) {
        return ((List<?>) run.get("tasks"))
                .stream()
                        .map(each -> (Map<?, ?>) each)
                        .filter(each -> task.equals(each.get("task")))
                        .map(each -> (Object) each.get("output"))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void it_builds_tests_and_runs_as_written() throws Exception {
        Path project = folder.resolve("Bob's shop & 2026");
        new Command(folder).run("init", "Bob's shop & 2026").exits(ExitCode.DONE);

        Ended built = maven(project, "package");
        assertThat(built.exitCode()).as(built.out() + built.err()).isZero();
        assertThat(built.out()).contains("Tests run: 6, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(built.out().lines().filter(line -> line.startsWith("[WARNING]")))
                .isEmpty();

        Ended ran = app(project, "run", "--json");
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.err()).doesNotContain("SLF4J", "WARNING");
        assertThat(ran.json()).containsEntry("pipeline", "bob_s_shop_2026").containsEntry("state", "SUCCEEDED");
        assertThat(states(ran.json()))
                .isEqualTo("read SUCCEEDED, clean SUCCEEDED, table SUCCEEDED, load SUCCEEDED, total SUCCEEDED");
        assertThat(Json.write(output(ran.json(), "total"))).isEqualTo("[{\"sales\":5,\"total\":97.5}]");

        Ended totals = app(project, "run", "pipelines/totals.yaml", "--json");
        assertThat(totals.exitCode()).as(totals.out() + totals.err()).isZero();
        assertThat(project.resolve("target/totals.csv"))
                .hasContent("product,sales,total\napples,2,27.5\npears,2,50\nplums,1,20\n");

        assertThat(app(project, "status", "--json").json()).containsEntry("pipeline", "bob_s_shop_2026_totals");
        assertThat(app(project, "graph").out()).contains("read", "clean", "load");
        assertThat(app(project, "--help").exitCode()).isZero();
        assertThat(files(project)).noneMatch(file -> file.endsWith("dependency-reduced-pom.xml"));
    }

    private static List<String> files(Path of) {
        try (Stream<Path> all = Files.list(of)) {
            return all.map(Path::toString).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
