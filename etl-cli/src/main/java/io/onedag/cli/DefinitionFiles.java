package io.onedag.cli;

import io.onedag.DefinitionException;
import io.onedag.Location;
import io.onedag.Pipeline;
import io.onedag.Problem;
import io.onedag.definition.DefinitionReader;
import io.onedag.validation.Validation;
import io.onedag.yaml.YamlPipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reads definition files. A class of its own, so that commands without one don't load YAML. */
final class DefinitionFiles {

    private DefinitionFiles() {}

    /** Reads and checks a definition: a YAML file, or a checked definition ({@code .json}). */
    static Validation read(Path file) {
        try {
            Pipeline pipeline = file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
                    ? readStored(file)
                    : YamlPipelines.load(file);
            return new Validation(pipeline, List.of(), pipeline.warnings());
        } catch (DefinitionException e) {
            return new Validation(null, e.problems(), List.of());
        }
    }

    private static Pipeline readStored(Path file) {
        String name = file.toString();
        try {
            return DefinitionReader.readStored(
                    name,
                    Files.readString(file),
                    file.toAbsolutePath().normalize().getParent(),
                    task -> null);
        } catch (IOException e) {
            throw new DefinitionException(List.of(new Problem(
                    Location.of(name, 0, 0), "the file can't be read: " + e, "give a definition in UTF-8")));
        }
    }
}
