package io.onedag.yaml;

import io.onedag.DefinitionException;
import io.onedag.Location;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.definition.DefinitionReader;
import io.onedag.definition.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads pipelines from YAML.
 *
 * <ul>
 *   <li>One document in UTF-8 of at most {@value #MAX_BYTES} bytes, nested at most {@value YamlNodes#MAX_DEPTH} levels deep
 *   <li>A plain value is a number, {@code true}, {@code false} or {@code null} where JSON has it so; {@code ~} and nothing are null; all
 *       else is text: {@code yes}, {@code 012}, {@code 0x1F}, {@code 1_000}, {@code 2026-01-01}
 *   <li>Keys are texts, once in each map; tags are refused; anchors, aliases and merge keys ({@code <<}) are allowed within bounds
 *   <li>Relative paths of the pipeline start at the file's folder
 * </ul>
 *
 * <p>Every error says file, line and column; all errors are reported at once, except that what isn't YAML ends at the first.
 */
public final class YamlPipelines {

    /** The largest file: 10 MiB. */
    public static final int MAX_BYTES = 10 * 1024 * 1024;

    private YamlPipelines() {}

    /**
     * Loads a file.
     *
     * @throws DefinitionException when it can't be read, is not YAML, or is not the definition of a pipeline
     */
    public static Pipeline load(Path file) {
        String name = file.toString();
        return DefinitionReader.readFile(parse(name, Utf8.decode(name, bytes(name, file))), file);
    }

    /**
     * Loads text. Relative paths of the pipeline start at the working directory.
     *
     * @param name of the text, for messages
     * @throws DefinitionException when it is not YAML, or is not the definition of a pipeline
     */
    public static Pipeline load(String name, String yaml) {
        return load(name, yaml, null);
    }

    /**
     * Loads text.
     *
     * @param name of the text, for messages
     * @param folder where relative paths of the pipeline start; null: the working directory
     * @throws DefinitionException when it is not YAML, or is not the definition of a pipeline
     */
    public static Pipeline load(String name, String yaml, @Nullable Path folder) {
        return DefinitionReader.read(parse(name, yaml), folder);
    }

    /**
     * Loads what a reader has, which stays open. Relative paths of the pipeline start at the working directory.
     *
     * @param name of the text, for messages
     * @throws DefinitionException when it is not YAML, or is not the definition of a pipeline
     * @throws UncheckedIOException when reading fails
     */
    public static Pipeline load(String name, Reader reader) {
        var text = new StringBuilder();
        char[] buffer = new char[8192];
        try {
            for (int read = reader.read(buffer); read >= 0 && text.length() <= MAX_BYTES; read = reader.read(buffer)) {
                text.append(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " can't be read: " + e.getMessage(), e);
        }
        return load(name, text.toString());
    }

    /** The document as located values. */
    static Node parse(String name, String yaml) {
        // A character is at least a byte, so what passes here may be longer than a file could be, but not without
        // bound.
        if (yaml.length() > MAX_BYTES) {
            throw tooLarge(name);
        }
        return YamlNodes.parse(name, yaml);
    }

    private static byte[] bytes(String name, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw tooLarge(name);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw problem(name, "there is no such file", "give the path of a YAML file");
        } catch (AccessDeniedException e) {
            throw problem(name, "the file can't be read: permission denied", null);
        } catch (IOException e) {
            throw Files.isDirectory(file)
                    ? problem(name, "it is a directory", "give the path of a YAML file")
                    : problem(name, "the file can't be read: " + e.getMessage(), null);
        }
    }

    private static DefinitionException tooLarge(String name) {
        return problem(
                name,
                "it is larger than " + MAX_BYTES / (1024 * 1024) + " MiB, the most that a definition may have",
                "split the pipeline, or build it in Java");
    }

    private static DefinitionException problem(String name, String message, @Nullable String hint) {
        return new DefinitionException(List.of(new Problem(Location.of(name, 0, 0), message, hint)));
    }
}
