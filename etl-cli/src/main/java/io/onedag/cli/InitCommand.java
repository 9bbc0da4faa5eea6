package io.onedag.cli;

import io.onedag.cli.init.InvalidProjectException;
import io.onedag.cli.init.ProjectNames;
import io.onedag.cli.init.ProjectTemplate;
import io.onedag.cli.terminal.Style;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.OnedagVersion;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code onedag init}: writes a Maven project of the user's own. */
final class InitCommand extends CliCommand {

    private String dir = "";
    private @Nullable String name;
    private @Nullable String group;
    private @Nullable String packageName;

    InitCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {
        arguments
                .argument(
                        "DIR",
                        "The folder to write it to: an empty one, or one that isn't there yet.",
                        value -> dir = value)
                .option(
                        "--name",
                        "NAME",
                        "The project's name, and that of its jar. Default: made of the folder's name.",
                        value -> name = value)
                .option("--group", "GROUP", "Its Maven group. Default: com.example.", value -> group = value)
                .option(
                        "--package",
                        "PACKAGE",
                        "The package of its Java code. Default: the group and the name.",
                        value -> packageName = value);
    }

    @Override
    String jsonForm() {
        return "{folder, name, group, package, pipeline, onedag_version, files}";
    }

    @Override
    public Integer call() throws IOException {
        Path folder = folder();
        try {
            String own = Objects.toString(folder.getFileName(), "");
            ProjectNames names = ProjectNames.of(own, name, group, packageName);
            String version = OnedagVersion.current();
            List<String> files = new ProjectTemplate(names, version).writeTo(folder);
            if (json) {
                print(Documents.of(
                        "folder", folder.toString(),
                        "name", names.name(),
                        "group", names.group(),
                        "package", names.packageName(),
                        "pipeline", names.pipeline(),
                        "onedag_version", version,
                        "files", files));
            }
            tell(folder, names, version, files.size());
            return ExitCode.DONE;
        } catch (InvalidProjectException e) {
            throw new UsageException(Text.printable(String.valueOf(e.getMessage())), e.hint(), e);
        }
    }

    private Path folder() {
        try {
            if (dir.isBlank()) {
                throw new UsageException("DIR is empty", "name the folder to write the project to");
            }
            return surroundings.folder().resolve(dir).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + dir + "\" can't be a folder: " + e.getReason(), "name another one", e);
        }
    }

    private void tell(Path folder, ProjectNames names, String version, int files) {
        PrintStream out = people();
        Style style = style();
        out.println(style.green("✓") + " Made the project " + style.bold(names.name()) + ", " + files + " files in "
                + Text.printable(folder.toString()));
        out.println();
        String jar = "java -jar target/" + names.name() + ".jar";
        var next = new ArrayList<String[]>();
        if (!folder.equals(surroundings.folder().toAbsolutePath().normalize())) {
            next.add(new String[] {"cd " + quoted(dir), ""});
        }
        next.add(new String[] {"./mvnw package", "compile, run the tests, make the jar"});
        next.add(new String[] {jar + " run", "run its pipeline, " + names.pipeline()});
        next.add(new String[] {jar + " --help", "see what else there is"});
        int width = next.stream().mapToInt(each -> each[0].length()).max().orElse(0);
        for (String[] each : next) {
            String comment =
                    each[1].isEmpty() ? "" : " ".repeat(width - each[0].length()) + style.dim("   # " + each[1]);
            out.println("  " + each[0] + comment);
        }
        if (ProjectTemplate.isSnapshot(version)) {
            out.println();
            out.println("Onedag " + version + " is a version of development. Put it into your local repository first,");
            out.println("in its source tree: ./mvnw -DskipTests install");
        }
    }

    /** As a shell takes it. */
    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9_./~+:@%-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
