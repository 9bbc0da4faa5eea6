package io.onedag.cli.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one invocation, lowest to highest: {@code .env} in the folder the command is started in, environment, flags.
 * Immutable.
 */
public final class Settings {

    /** The database that runs are recorded in; not set: an embedded one. */
    public static final String DATABASE_URL = "DATABASE_URL";

    /** The database schema of Onedag's tables. */
    public static final String SCHEMA = "ONEDAG_SCHEMA";

    /** Where relative paths of definitions start; not set: the definition's folder. */
    public static final String WORKDIR = "ONEDAG_WORKDIR";

    /** Set and not {@code 0} or {@code false}: show stack traces. */
    public static final String DEBUG = "ONEDAG_DEBUG";

    /** How a run is told: {@code text} or {@code json}; not set: text. */
    public static final String LOG_FORMAT = "ONEDAG_LOG_FORMAT";

    private static final String FILE = ".env";

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Reads the settings.
     *
     * @param folder where {@code .env} is looked for; there need not be one
     * @param environment the process's environment
     * @param flags what the command line sets, by the names of the variables
     * @throws SettingsException when {@code .env} can't be read
     */
    public static Settings load(Path folder, Map<String, String> environment, Map<String, String> flags) {
        var values = new LinkedHashMap<>(dotEnv(folder.resolve(FILE)));
        values.putAll(environment);
        values.putAll(flags);
        return new Settings(values);
    }

    /** All of them: what tasks see as {@code ${env.NAME}}. */
    public Map<String, String> all() {
        return values;
    }

    /** A setting; an empty value counts as not set. */
    public Optional<String> get(String name) {
        String value = values.get(name);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value);
    }

    /** Whether a switch is on: set, and neither {@code 0} nor {@code false}. */
    public boolean isOn(String name) {
        return isOn(values, name);
    }

    /** Whether a switch of the environment is on: set, and neither {@code 0} nor {@code false}. */
    public static boolean isOn(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        return !value.isBlank() && !value.equals("0") && !value.equalsIgnoreCase("false");
    }

    private static Map<String, String> dotEnv(Path file) {
        if (!file.toFile().exists()) { // as mostly: the channels behind a read need not be loaded
            return Map.of();
        }
        try {
            return DotEnv.parse(FILE, Files.readString(file));
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (CharacterCodingException e) {
            throw new SettingsException(file + " is not UTF-8 text; save it as UTF-8, or move it away");
        } catch (IOException e) {
            if (Files.isDirectory(file)) {
                return Map.of();
            }
            throw new SettingsException(file + " can't be read (" + e + "); make it readable, or move it away");
        }
    }
}
