package io.onedag.cli;

import io.onedag.DefinitionException;
import io.onedag.Pipeline;
import io.onedag.engine.RunRecord;
import io.onedag.engine.ShellCommand;
import io.onedag.run.Definitions;
import io.onedag.validation.Suggestions;
import io.onedag.validation.Validation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the definition that an argument {@code PIPELINE|FILE} means. */
final class DefinitionFinder {

    private static final Pattern FILE = Pattern.compile(".*\\.(ya?ml|json)", Pattern.CASE_INSENSITIVE);

    private final Path folder;
    private final Catalog catalog;

    DefinitionFinder(Surroundings surroundings) {
        this.folder = surroundings.folder();
        this.catalog = surroundings.catalog();
    }

    /**
     * The pipeline that an argument means.
     *
     * @param argument a name or a file; null: the only pipeline that there is
     * @throws UsageException when there is none
     * @throws DefinitionException when its definition isn't valid
     */
    Pipeline get(@Nullable String argument) {
        Validation validation = check(argument);
        if (validation.pipeline() == null) {
            throw new DefinitionException(validation.errors());
        }
        return validation.pipeline();
    }

    /**
     * Checks the definition that an argument means.
     *
     * @throws UsageException when there is none
     */
    Validation check(@Nullable String argument) {
        String name = argument == null ? only() : argument;
        try {
            var known = catalog.find(name);
            if (known.isPresent()) {
                return new Validation(known.get(), List.of(), known.get().warnings());
            }
        } catch (DefinitionException e) {
            return new Validation(null, e.problems(), List.of());
        }
        Path file = path(name);
        if (file != null && Files.isRegularFile(file)) {
            return DefinitionFiles.read(file);
        }
        throw unknown(name, file);
    }

    /** Whether an argument means a pipeline that the application has by that name, rather than a file. */
    boolean isKnownByName(@Nullable String argument) {
        return catalog.names().contains(argument == null ? only() : argument);
    }

    /**
     * Today's definition of a run's pipeline.
     *
     * @param argument a name or a file; null: the file that the run's definition was read from, or the pipeline of that name
     * @return null: there is none today, or none that is valid
     */
    @Nullable
    Pipeline of(RunRecord run, @Nullable String argument) {
        if (argument != null) {
            return get(argument);
        }
        Path source = Definitions.source(run).orElse(null);
        if (source != null) {
            return Files.isRegularFile(source) ? DefinitionFiles.read(source).pipeline() : null;
        }
        return catalog.find(run.pipeline()).orElse(null);
    }

    /** Whether a word means a definition file rather than a pipeline's name. */
    static boolean looksLikeFile(String word, Path folder) {
        if (FILE.matcher(word).matches() || word.indexOf('/') >= 0 || word.indexOf('\\') >= 0) {
            return true;
        }
        Path path = resolve(folder, word);
        return path != null && Files.isRegularFile(path);
    }

    private String only() {
        Collection<String> names = catalog.names();
        if (names.size() == 1) {
            return names.iterator().next();
        }
        throw new UsageException(
                names.isEmpty() ? "no pipeline is named" : "which pipeline? There are " + names.size(),
                names.isEmpty() ? "give the path of a YAML file" : "known: " + String.join(", ", names));
    }

    private @Nullable Path path(String name) {
        return looksLikeFile(name, folder) ? resolve(folder, name) : null;
    }

    private static @Nullable Path resolve(Path folder, String name) {
        try {
            return name.isEmpty() ? null : folder.resolve(name);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private UsageException unknown(String name, @Nullable Path file) {
        if (file != null) {
            if (Files.isDirectory(file)) {
                return new UsageException(name + " is a folder, not a definition", "give a YAML file in it");
            }
            String near = nearFile(file);
            return new UsageException(
                    "there is no file " + name,
                    near == null
                            ? "relative paths start at "
                                    + folder.toAbsolutePath().normalize()
                            : "did you mean "
                                    + name.substring(
                                            0, name.length() - fileName(file).length()) + near + "?");
        }
        Collection<String> names = catalog.names();
        String hint = Suggestions.hint(name, names);
        return new UsageException(
                "there is no pipeline \"" + name + "\"",
                names.isEmpty()
                        ? "no pipeline is known by name here; give the path of a YAML file"
                        : Objects.requireNonNullElse(hint, ShellCommand.onedag("pipelines") + " lists them")
                                + " (or give a YAML file)");
    }

    private static @Nullable String nearFile(Path missing) {
        Path parent = missing.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return null;
        }
        try (Stream<Path> files = Files.list(parent)) {
            return Suggestions.nearest(
                    fileName(missing),
                    files.map(DefinitionFinder::fileName)
                            .filter(name -> FILE.matcher(name).matches())
                            .toList());
        } catch (IOException | UncheckedIOException e) {
            return null;
        }
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }
}
