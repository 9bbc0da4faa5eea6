package io.onedag.tasks.csv;

import io.onedag.TaskContext;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the files that a task reads. */
final class SourceFiles {

    private static final String WILD = "*?[{";

    /**
     * What was found.
     *
     * @param files those that are there, those of one pattern by name
     * @param missing the names and patterns that nothing was found for
     */
    record Found(List<Path> files, List<String> missing) {}

    private SourceFiles() {}

    static Found find(List<String> names, TaskContext context) throws IOException {
        var files = new ArrayList<Path>();
        var missing = new ArrayList<String>();
        for (String name : names) {
            List<Path> found = find(name, context);
            files.addAll(found);
            if (found.isEmpty()) {
                missing.add(name);
            }
        }
        return new Found(files, missing);
    }

    private static List<Path> find(String name, TaskContext context) throws IOException {
        int wild = firstWild(name);
        if (wild == name.length() || Files.exists(context.path(name))) {
            Path file = context.path(name);
            return Files.exists(file) ? List.of(file) : List.of();
        }
        int slash = name.lastIndexOf('/', wild);
        Path start = context.path(slash < 0 ? "." : slash == 0 ? "/" : name.substring(0, slash));
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        String pattern = name.substring(slash + 1);
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        int depth = pattern.contains("**")
                ? Integer.MAX_VALUE
                : (int) pattern.chars().filter(c -> c == '/').count() + 1;
        try (Stream<Path> walk = Files.walk(start, depth)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> matcher.matches(start.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static int firstWild(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (WILD.indexOf(name.charAt(i)) >= 0) {
                return i;
            }
        }
        return name.length();
    }
}
