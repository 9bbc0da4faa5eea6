package io.onedag.cli.settings;

/** A setting that can't be read. The message says which, where, why and what to do. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        super(message);
    }
}
