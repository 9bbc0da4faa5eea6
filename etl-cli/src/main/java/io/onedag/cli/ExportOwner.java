package io.onedag.cli;

import io.onedag.child.Application;
import java.io.File;
import java.nio.file.Path;

/** Whose the files of an export are, where several applications share a folder. */
final class ExportOwner {

    private static final String COMMAND = "onedag";
    private static final String UNKNOWN = "unknown";

    private ExportOwner() {}

    /**
     * The name of an application's jar. The plain command, and a main class, are called the same in every repository: for them it is the
     * folder that they were started in as well, as seen from the folder of the export, so that it is the same in every checkout.
     *
     * @param out the folder of the export, absolute
     * @param startedIn absolute
     */
    static String of(Application application, Path out, Path startedIn) {
        boolean isJar =
                !application.name().equals(COMMAND) && !application.version().equals(UNKNOWN);
        return isJar ? application.name() : application.name() + " in " + path(out.normalize(), startedIn.normalize());
    }

    private static String path(Path from, Path to) {
        try {
            String path = from.relativize(to).toString();
            return path.isEmpty() ? "." : path.replace(File.separatorChar, '/');
        } catch (IllegalArgumentException e) {
            return to.toString(); // on another drive
        }
    }
}
