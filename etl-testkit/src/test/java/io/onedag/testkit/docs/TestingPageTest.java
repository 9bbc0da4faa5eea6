package io.onedag.testkit.docs;

import static io.onedag.testkit.asserts.OnedagAssertions.assertThatRun;
import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.testkit.Fake;
import io.onedag.testkit.PipelineTester;
import io.onedag.testkit.TestRun;
import io.onedag.testkit.TestStore;
import io.onedag.testkit.junit.OnedagTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/testing.md} to the code. */
class TestingPageTest {

    private static final Path PAGE = Path.of("../docs/testing.md");
    private static final Path SOURCES = Path.of("src/test/java/io/onedag/testkit/docs");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static List<String> blocks(String page) {
        var blocks = new ArrayList<String>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    private static String sources() throws IOException {
        var all = new StringBuilder();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString().replaceAll("\\s+", "");
    }

    @Test
    void its_code_is_executed() throws IOException {
        String sources = sources();

        assertThat(blocks(Files.readString(PAGE)))
                .hasSize(7)
                .allSatisfy(block -> assertThat(sources).contains(block.replaceAll("\\s+", "")));
    }

    @Test
    void without_JUnit_a_tester_is_closed_by_the_test() {
        try (PipelineTester tester = PipelineTester.of(Sales.pipeline())) {
            tester.fakeAll();
            assertThatRun(tester.run()).succeeded();
        }
    }

    @OnedagTest(store = TestStore.EMBEDDED)
    static class WithADatabase {}

    @Test
    void the_tables_name_what_there_is() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(named(page, "| a fake | |")).isNotEmpty().isSubsetOf(methods(Fake.class));
        assertThat(named(page, "| step | |")).isNotEmpty().isSubsetOf(methods(TestRun.class));
    }

    private static List<String> named(String page, String head) {
        int start = page.indexOf(head);
        String table = page.substring(start, page.indexOf("\n\n", start));
        var names = new ArrayList<String>();
        for (String row : table.split("\n")) {
            Matcher name = Pattern.compile("`(\\w+)").matcher(row.split("\\|")[1]);
            while (name.find()) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    private static List<String> methods(Class<?> type) {
        return Arrays.stream(type.getMethods()).map(Method::getName).toList();
    }

    @Test
    void a_failure_reads_as_the_page_shows_it() throws IOException {
        try (PipelineTester tester = PipelineTester.of(Sales.pipeline())) {
            tester.fake("fetch").failing(3, "503");
            TestRun run = tester.run();

            String page = Files.readString(PAGE);
            int start = page.indexOf("run of pipeline \"sales\": FAILED");
            assertThat(columns(page.substring(start, page.indexOf("```", start))))
                    .isEqualTo(columns(run.toString()));
        }
    }

    /** The table without its last column, whose sentences are the explainer's. */
    private static List<String> columns(String table) {
        String[] lines = table.split("\n");
        int end = lines[1].indexOf("because");
        return Arrays.stream(lines)
                .map(line -> line.length() > end ? line.substring(0, end) : line)
                .toList();
    }
}
