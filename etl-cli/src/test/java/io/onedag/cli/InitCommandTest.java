package io.onedag.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.engine.OnedagVersion;
import io.onedag.yaml.YamlPipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitCommandTest {

    private static final Path ROOT = Path.of("..");

    @TempDir
    Path folder;

    private Command.Result init(String... args) {
        var line = new ArrayList<>(List.of("init"));
        line.addAll(List.of(args));
        return new Command(folder).run(line.toArray(String[]::new));
    }

    private static List<String> files(Path of) throws IOException {
        try (Stream<Path> all = Files.walk(of)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> of.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void it_writes_a_project_and_says_what_to_do_next() throws IOException {
        var result = init("my-sales").exits(ExitCode.DONE);

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("Made the project my-sales, 13 files in " + folder.resolve("my-sales"))
                .contains("  cd my-sales\n", "./mvnw package ", "java -jar target/my-sales.jar run ");
        assertThat(files(folder.resolve("my-sales")))
                .containsExactly(
                        ".gitignore",
                        ".mvn/wrapper/maven-wrapper.jar",
                        ".mvn/wrapper/maven-wrapper.properties",
                        "README.md",
                        "data/sales.csv",
                        "mvnw",
                        "mvnw.cmd",
                        "pipelines/totals.yaml",
                        "pom.xml",
                        "src/main/java/com/example/mysales/CleanSales.java",
                        "src/main/java/com/example/mysales/Main.java",
                        "src/main/java/com/example/mysales/SalesPipeline.java",
                        "src/test/java/com/example/mysales/SalesPipelineTest.java");
        assertThat(folder.resolve("my-sales/mvnw")).isExecutable();
    }

    @Test
    void as_JSON_it_says_what_it_made() throws IOException {
        var made = init("x/deep/My Sales", "--json").exits(ExitCode.DONE);

        assertThat(made.object())
                .containsEntry("folder", folder.resolve("x/deep/My Sales").toString())
                .containsEntry("name", "my-sales")
                .containsEntry("group", "com.example")
                .containsEntry("package", "com.example.mysales")
                .containsEntry("pipeline", "my_sales")
                .containsEntry("onedag_version", OnedagVersion.current());
        assertThat(made.object().get("files"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrderElementsOf(files(folder.resolve("x/deep/My Sales")));
        assertThat(made.err()).contains("Made the project my-sales", "cd 'x/deep/My Sales'");
    }

    @Test
    void the_current_folder_will_do_when_it_is_empty() throws IOException {
        var result = init(".", "--name", "etl").exits(ExitCode.DONE);

        assertThat(result.out()).doesNotContain("  cd ");
        assertThat(folder.resolve("pom.xml")).exists();
    }

    @Test
    void no_placeholder_is_left_and_the_names_are_in_their_places() throws IOException {
        init("p", "--name", "nightly.etl", "--group", "org.acme-corp", "--package", "org.acme.etl")
                .exits(ExitCode.DONE);
        Path project = folder.resolve("p");

        for (String file : files(project)) {
            if (!file.contains("mvn")) {
                assertThat(Files.readString(project.resolve(file)))
                        .as(file)
                        .doesNotContainPattern("@[a-zA-Z]+@")
                        .endsWith("\n");
            }
        }
        assertThat(Files.readString(project.resolve("pom.xml")))
                .contains("<groupId>org.acme-corp</groupId>", "<artifactId>nightly.etl</artifactId>")
                .contains("<mainClass>org.acme.etl.Main</mainClass>")
                .contains("<onedag.version>" + OnedagVersion.current() + "</onedag.version>");
        assertThat(project.resolve("src/test/java/org/acme/etl/SalesPipelineTest.java"))
                .exists();
        assertThat(Files.readString(project.resolve("src/main/java/org/acme/etl/SalesPipeline.java")))
                .contains("package org.acme.etl;", "NAME = \"nightly_etl\"");
        assertThat(YamlPipelines.load(project.resolve("pipelines/totals.yaml")).warnings())
                .isEmpty();
    }

    @Test
    void a_folder_that_is_not_empty_is_refused_and_not_touched() throws IOException {
        Files.createDirectories(folder.resolve("full"));
        Files.writeString(folder.resolve("full/.hidden"), "mine");
        Files.writeString(folder.resolve("file"), "mine");

        assertThat(init("full").exits(ExitCode.USAGE).err())
                .contains("full is not empty: there is .hidden in it, and nothing of it was touched")
                .contains("name a folder that is empty or not there yet");
        assertThat(init("file", "--json").exits(ExitCode.USAGE).err())
                .contains("file is there already, and is no folder");
        assertThat(files(folder)).containsExactly("file", "full/.hidden");
        assertThat(Files.readString(folder.resolve("full/.hidden"))).isEqualTo("mine");
    }

    @Test
    void what_can_not_be_written_leaves_nothing_behind() throws IOException {
        Files.createFile(folder.resolve("file"));

        assertThat(init("file/inside").exits(ExitCode.FAILED).err()).contains("file");
        assertThat(files(folder)).containsExactly("file");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "数据|--json|no project name can be made of the folder's name \"数据\"|give one: --name my-etl",
                "x|--name=Sales|--name is \"Sales\"|lower-case letters",
                "x|--name=../up|--name is \"../up\"|lower-case letters",
                "x|--name=a..b|--name is \"a..b\"|lower-case letters",
                "x|--name=a</b|--name is \"a</b\"|lower-case letters",
                "x|--name=$(id)|--name is \"$(id)\"|lower-case letters",
                "x|--name=|--name is \"\"|lower-case letters",
                "x|--group=com..acme|--group is \"com..acme\"|joined by dots",
                "x|--group=com.acme&co|--group is \"com.acme&co\"|joined by dots",
                "x|--package=com.new.etl|--package is \"com.new.etl\", which is no Java package|no keywords",
                "x|--package=com.1acme|--package is \"com.1acme\", which is no Java package|no keywords",
                "x|--package=com/acme|--package is \"com/acme\", which is no Java package|no keywords",
                "x|--package=java.etl|Java keeps packages below java for itself|com.acme.etl",
                "``|--json|DIR is empty|name the folder",
            })
    void a_name_that_can_not_be_one_is_refused_before_anything_is_written(
            String dir, String option, String message, String hint) throws IOException {
        assertThat(init(dir, option).exits(ExitCode.USAGE).err()).contains(message, hint);
        assertThat(files(folder)).isEmpty();
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({
        "Sales 2026,sales-2026,com.example.sales2026,sales_2026",
        "Été à Paris,ete-a-paris,com.example.eteaparis,ete_a_paris",
        "--x--,x,com.example.x,x",
        "2026,2026,com.example._2026,2026",
        "new,new,com.example.new_,new",
        "a_b.c,a-b-c,com.example.abc,a_b_c",
        "$(rm -rf x)'\",rm-rf-x,com.example.rmrfx,rm_rf_x",
    })
    void names_are_made_of_the_folders(String dir, String name, String packageName, String pipeline) {
        var names = io.onedag.cli.init.ProjectNames.of(dir, null, null, null);

        assertThat(names.name()).isEqualTo(name);
        assertThat(names.packageName()).isEqualTo(packageName);
        assertThat(names.pipeline()).isEqualTo(pipeline);
    }

    @Test
    void it_is_built_with_the_versions_that_Onedag_is_built_with() throws IOException {
        init("p").exits(ExitCode.DONE);
        String pom = Files.readString(folder.resolve("p/pom.xml"));
        String parent = Files.readString(ROOT.resolve("pom.xml"));

        for (String property : List.of("junit", "slf4j")) {
            String version = found("<" + property + "\\.version>(.*?)</", parent);
            assertThat(pom).contains("<" + property + ".version>" + version + "</" + property + ".version>");
        }
        for (String plugin : List.of("clean", "resources", "compiler", "surefire", "jar", "shade")) {
            String pattern = "<artifactId>maven-" + plugin + "-plugin</artifactId>\\s*<version>(.*?)</";
            assertThat(found(pattern, pom)).as(plugin).isEqualTo(found(pattern, parent));
        }
    }

    @Test
    void it_brings_the_wrapper_that_Onedag_is_built_with() throws IOException {
        init("p").exits(ExitCode.DONE);

        for (String file : List.of(
                "mvnw", "mvnw.cmd", ".mvn/wrapper/maven-wrapper.jar", ".mvn/wrapper/maven-wrapper.properties")) {
            assertThat(folder.resolve("p").resolve(file)).hasSameBinaryContentAs(ROOT.resolve(file));
        }
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
