package io.onedag.cli;

import io.onedag.json.Json;
import io.onedag.run.RunParams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options by which runs are given parameters. */
final class ParamOptions {

    private final Surroundings surroundings;
    private final List<String> params = new ArrayList<>();
    private @Nullable String paramsFile;

    ParamOptions(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Arguments declare(Arguments arguments) {
        return arguments
                .repeatableOption(
                        "-p, --param",
                        "NAME=VALUE",
                        "Set a parameter; may be repeated. Numbers, booleans, lists and objects are read as JSON.",
                        params::add)
                .option(
                        "--params-file",
                        "FILE",
                        "Read parameters from a JSON object in a file (-: standard input). --param wins.",
                        value -> paramsFile = value);
    }

    /** The options as they were given. */
    List<String> words() {
        var words = new ArrayList<String>();
        if (paramsFile != null) {
            words.addAll(List.of("--params-file", paramsFile));
        }
        params.forEach(param -> words.addAll(List.of("--param", param)));
        return words;
    }

    /** The values by name. */
    Map<String, @Nullable Object> given() {
        var given = new LinkedHashMap<String, @Nullable Object>();
        if (paramsFile != null) {
            given.putAll(read(paramsFile));
        }
        var seen = new ArrayList<String>();
        for (String param : params) {
            int equals = param.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--param " + param + " has no value", "write --param NAME=VALUE");
            }
            String name = param.substring(0, equals);
            if (seen.contains(name)) {
                throw new UsageException("--param " + name + " is given twice", "give it once");
            }
            seen.add(name);
            given.put(name, new RunParams.Text(param.substring(equals + 1)));
        }
        return given;
    }

    private Map<String, @Nullable Object> read(String file) {
        String text;
        try {
            text = file.equals("-")
                    ? new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(surroundings.folder().resolve(file));
        } catch (IOException | InvalidPathException e) {
            throw new UsageException("--params-file " + file + " can't be read: " + e, "give a JSON file in UTF-8");
        }
        try {
            if (Json.parse(text) instanceof Map<?, ?> map) {
                var params = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((name, value) -> params.put(String.valueOf(name), value));
                return params;
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException("--params-file " + file + ": " + e.getMessage());
        }
        throw new UsageException("--params-file " + file + " is no JSON object", "write {\"name\": value, …} into it");
    }
}
