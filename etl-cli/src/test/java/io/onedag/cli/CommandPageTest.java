package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.Schedule;
import io.onedag.TaskResult;
import io.onedag.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the command is what the commands say, and their JSON has the fields that it names. */
class CommandPageTest {

    private static final Path PAGE = Path.of("..", "docs", "cli.md");

    @TempDir
    Path folder;

    /** Run with {@code -Donedag.write=true} to write the file anew. */
    @Test
    void the_page_in_the_documentation_is_what_the_commands_say() throws Exception {
        String page = CommandPage.write(surroundings());
        if (Boolean.getBoolean("onedag.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/cli.md; its prose is in etl-cli/src/docs/cli. Write it anew with ./mvnw test -pl etl-cli -am "
                        + "-Dtest=CommandPageTest -Dsurefire.failIfNoSpecifiedTests=false -Donedag.write=true")
                .isEqualTo(page);
    }

    @Test
    void each_file_of_prose_is_of_a_command() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src", "docs", "cli"))) {
            List<String> names =
                    Commands.all().map(entry -> entry.name().replace(' ', '-')).toList();
            assertThat(files.map(file -> file.getFileName().toString().replace(".md", "")))
                    .filteredOn(name -> !name.equals("head"))
                    .isSubsetOf(names);
        }
    }

    @Test
    void every_command_with_json_has_its_form() {
        assertThat(Commands.all()
                        .filter(entry -> Commands.create(entry, surroundings())
                                .jsonForm()
                                .isEmpty()))
                .isEmpty();
    }

    @Test
    void the_documents_have_the_fields_that_their_forms_name() {
        var onedag = new Command(folder)
                .with(Pipeline.named("p")
                        .schedule(Schedule.cron("5 0 * * *"))
                        .task("a", context -> TaskResult.success())
                        .task("b", context -> TaskResult.fatal("no"), t -> t.needs("a"))
                        .build());
        assertForm("run", onedag.run("run", "p", "--json"));
        assertForm("backfill", onedag.run("backfill", "--from", "2026-01-01", "--to", "2026-01-02", "--json"));
        assertForm("doctor", onedag.run("doctor", "--json"));
        assertForm("status", onedag.run("status", "--json"));
        assertForm("runs", onedag.run("runs", "--json"));
        assertForm("cancel", onedag.run("cancel", "p", "--json"));
        assertForm("explain", onedag.run("explain", "p", "b", "--json"));
        assertForm("graph", onedag.run("graph", "--json"));
        assertForm("validate", onedag.run("validate", "--json"));
        assertForm("validate", onedag.run("validate", "--engine", "paper", "--json"));
        assertForm("next", onedag.run("next", "--json"));
        assertForm("pipelines", onedag.run("pipelines", "--json"));
        assertForm("engines", onedag.run("engines", "--json"));
        assertForm("export", onedag.run("export", "p", "--target", "paper", "--json"));
        assertForm("store check", onedag.run("store", "check", "--json"));
        assertForm("store migrate", onedag.run("store", "migrate", "--json"));
        assertForm("completion", onedag.run("completion", "bash", "--json"));
    }

    private static void assertForm(String command, Command.Result result) {
        String form = Commands.create(Commands.find(command).orElseThrow(), surroundings())
                .jsonForm();
        assertThat(fields(result.json(), new ArrayList<>(), "")).as(command).isSubsetOf(named(form));
        assertThat(result.json()).as(command).isNotNull();
        List<String> top =
                named(form).stream().filter(name -> !name.contains(".")).toList();
        assertThat(fields(result.json(), new ArrayList<>(), "").stream().filter(name -> !name.contains(".")))
                .as(command)
                .containsAll(top);
    }

    /** The paths of all fields, {@code tasks.error.type}, but for what is a value of the user's or an object by name. */
    private static List<String> fields(Object json, List<String> into, String path) {
        if (json instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                into.add(path + name);
                if (!List.of("params", "output", "capabilities", "without_store", "instances", "errors", "warnings")
                        .contains(name)) {
                    fields(value, into, path + name + ".");
                }
            });
        } else if (json instanceof List<?> list) {
            list.forEach(each -> fields(each, into, path));
        }
        return into;
    }

    /** The paths that a form names. */
    private static List<String> named(String form) {
        var paths = new ArrayList<String>();
        var open = new ArrayList<String>();
        String last = "";
        for (String token : form.split("(?<=[\\[\\]{},:])|(?=[\\[\\]{},:])|\\s+")) {
            switch (token.trim()) {
                case "", "[", "]", ",", ":" -> {}
                case "{" -> open.add(last.isEmpty() ? "" : last + ".");
                case "}" -> open.remove(open.size() - 1);
                default -> {
                    last = open.get(open.size() - 1) + token.trim();
                    paths.add(last);
                }
            }
        }
        return paths;
    }

    private static Surroundings surroundings() {
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Surroundings(
                new ByteArrayInputStream(new byte[0]),
                nowhere,
                nowhere,
                Map.of(),
                Path.of("").toAbsolutePath(),
                Clock.systemUTC(),
                Terminal.none(),
                false,
                new Catalog(List.of()));
    }
}
