package io.onedag.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.definition.DefinitionWriter;
import io.onedag.yaml.YamlPipelines;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/child-contract.md says holds. */
@Timeout(90)
class ContractPageTest {

    private static final Path PAGE = Path.of("..", "docs", "child-contract.md");
    private static final String MARK = "<!-- run by a test -->\n```sh\n";

    @TempDir
    Path folder;

    @Test
    void every_variable_and_every_exit_code_is_on_the_page() throws Exception {
        String page = Files.readString(PAGE);
        for (var field : Variables.class.getDeclaredFields()) {
            if (field.getType() == String.class && !Modifier.isPrivate(field.getModifiers())) {
                assertThat(page).contains("`" + field.get(null) + "`");
            }
        }
        for (var field : ChildExit.class.getDeclaredFields()) {
            assertThat(page).containsPattern("\\| " + field.get(null) + "(,| \\|)");
        }
    }

    @Test
    void the_caller_on_the_page_tries_again_and_prints_the_output() throws Exception {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(MARK) + MARK.length();
        Path script = Files.writeString(folder.resolve("attempt"), page.substring(begin, page.indexOf("```", begin)));
        assertThat(Files.readAllLines(script)).hasSizeLessThanOrEqualTo(15);
        Path yaml = Files.writeString(folder.resolve("nightly.yaml"), """
                pipeline: nightly
                tasks:
                  list: {uses: shell, with: {command: [sh, -c, 'test -e tried && printf 42 > "$ONEDAG_RESULT_FILE" || { touch tried; exit 1; }']}}
                """);
        Files.writeString(folder.resolve("nightly.onedag.json"), DefinitionWriter.write(YamlPipelines.load(yaml)));
        var builder = new ProcessBuilder("sh", script.toString(), "list", "k").directory(folder.toFile());
        builder.environment()
                .put(
                        "ONEDAG_JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("ONEDAG_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        builder.environment().put("ONEDAG_APP_JAR", System.getProperty("java.class.path"));
        Process process = builder.redirectError(folder.resolve("err").toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(80, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
        assertThat(out).contains("\"outcome\":\"success\",\"output\":42");
        assertThat(Files.readString(folder.resolve("err"))).contains("task list, attempt 1 of 1: failed");
    }
}
