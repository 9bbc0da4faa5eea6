package io.onedag.cli.init;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files of a new project: a pipeline in Java and one in YAML, tests, a build, and how to use them. */
public final class ProjectTemplate {

    private static final String SOURCES = "src/main/java/@folder@";
    private static final String TESTS = "src/test/java/@folder@";

    /** What a file is made of: text with placeholders. */
    private static final Map<String, String> TEXTS = ordered(
            "pom.xml",
            "pom.xml.txt",
            "README.md",
            "README.md.txt",
            ".gitignore",
            "gitignore.txt",
            "data/sales.csv",
            "sales.csv.txt",
            "pipelines/totals.yaml",
            "totals.yaml.txt",
            SOURCES + "/Main.java",
            "Main.java.txt",
            SOURCES + "/SalesPipeline.java",
            "SalesPipeline.java.txt",
            SOURCES + "/CleanSales.java",
            "CleanSales.java.txt",
            TESTS + "/SalesPipelineTest.java",
            "SalesPipelineTest.java.txt");

    /** What is copied byte for byte: Maven's wrapper, so that a JDK is all that a project needs. */
    private static final Map<String, String> COPIES = ordered(
            "mvnw", "wrapper/mvnw",
            "mvnw.cmd", "wrapper/mvnw.cmd",
            ".mvn/wrapper/maven-wrapper.properties", "wrapper/maven-wrapper.properties",
            ".mvn/wrapper/maven-wrapper.jar", "wrapper/maven-wrapper.jar");

    private static final String EXECUTABLE = "mvnw";

    private final ProjectNames names;
    private final String version;

    /**
     * The files of a project.
     *
     * @param version of Onedag, which the project is built with
     */
    public ProjectTemplate(ProjectNames names, String version) {
        this.names = names;
        this.version = version;
    }

    /** Whether a version is one of development, which no repository has that its user didn't put there. */
    public static boolean isSnapshot(String version) {
        return version.endsWith("-SNAPSHOT");
    }

    /**
     * Writes them into a folder, which is made where it isn't there.
     *
     * @return the paths of the files, relative to the folder
     * @throws InvalidProjectException when the folder holds anything, or is none; nothing was touched
     * @throws IOException when writing fails; what was written until then is removed
     */
    public List<String> writeTo(Path folder) throws IOException {
        checkEmpty(folder);
        var written = new ArrayList<Path>();
        try {
            for (Map.Entry<String, String> each : TEXTS.entrySet()) {
                byte[] text = render(new String(bytes(each.getValue()), StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8);
                written.add(write(folder.resolve(render(each.getKey())), text));
            }
            for (Map.Entry<String, String> each : COPIES.entrySet()) {
                written.add(write(folder.resolve(each.getKey()), bytes(each.getValue())));
            }
            makeExecutable(folder.resolve(EXECUTABLE));
        } catch (IOException e) {
            remove(folder, written);
            throw e;
        }
        return written.stream()
                .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                .toList();
    }

    private static void checkEmpty(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new InvalidProjectException(
                    folder + " is there already, and is no folder", "name a folder that is empty or not there yet");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            Path first = inside.sorted().findFirst().orElse(null);
            if (first != null) {
                throw new InvalidProjectException(
                        "the folder " + folder + " is not empty: there is " + first.getFileName()
                                + " in it, and nothing of it was touched",
                        "name a folder that is empty or not there yet");
            }
        }
    }

    /** Removes the files, and the folders that are empty then. */
    private static void remove(Path folder, List<Path> written) throws IOException {
        for (Path each : written) {
            Files.deleteIfExists(each);
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder())
                    .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                try (Stream<Path> inside = Files.list(each)) {
                    if (inside.findFirst().isEmpty() && !each.equals(folder)) {
                        Files.delete(each);
                    }
                }
            }
        }
    }

    private String render(String template) {
        String folder = names.packageName().replace('.', '/');
        return template.replace("@source@", "src/main/java/" + folder)
                .replace("@testSource@", "src/test/java/" + folder)
                .replace("@folder@", folder)
                .replace("@snapshot@", isSnapshot(version) ? SNAPSHOT : "")
                .replace("@group@", names.group())
                .replace("@name@", names.name())
                .replace("@package@", names.packageName())
                .replace("@pipeline@", names.pipeline())
                .replace("@version@", version);
    }

    private static final String SNAPSHOT = """

            Onedag @version@ is a version of development: put it into your local repository first, by `./mvnw -DskipTests install` in its source
            tree.
            """;

    private static byte[] bytes(String resource) {
        try (InputStream in = ProjectTemplate.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("this jar lacks " + resource + ", a part of the project to write");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
    }

    private static void makeExecutable(Path file) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static Map<String, String> ordered(String... targetsAndResources) {
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < targetsAndResources.length; i += 2) {
            map.put(targetsAndResources[i], targetsAndResources[i + 1]);
        }
        return map;
    }
}
