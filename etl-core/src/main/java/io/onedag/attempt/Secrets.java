package io.onedag.attempt;

import io.onedag.expr.ExpressionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Finds secrets: the environment variable of that name; else the file that {@code NAME_FILE} names; else the file of that name in
 * {@code ONEDAG_SECRETS_DIR} (default {@code /run/secrets}). One line end at the end of a file doesn't count. Thread-safe.
 */
final class Secrets {

    private static final String DEFAULT_FOLDER = "/run/secrets";

    private final Map<String, String> environment;
    private final Masking masking;

    Secrets(Map<String, String> environment, Masking masking) {
        this.environment = environment;
        this.masking = masking;
    }

    /**
     * A secret's value, hidden from now on.
     *
     * @throws ExpressionException when it can't be found; the message says where it was looked for
     */
    String value(String name) {
        String value = environment.get(name);
        if (value == null) {
            value = read(name);
        }
        masking.hide(value);
        return value;
    }

    private String read(String name) {
        String named = environment.get(name + "_FILE");
        Path folder = Path.of(environment.getOrDefault("ONEDAG_SECRETS_DIR", DEFAULT_FOLDER));
        Path file = named != null ? Path.of(named) : folder.resolve(name);
        try {
            return Files.readString(file).replaceFirst("\\r?\\n\\z", "");
        } catch (IOException e) {
            throw new ExpressionException(
                    "${secret." + name + "} has no value: there is no environment variable " + name + " and the file "
                            + file + " can't be read. Set " + name + ", or " + name + "_FILE to a file that holds it");
        }
    }
}
