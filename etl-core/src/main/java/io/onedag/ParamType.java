package io.onedag;

import java.util.Locale;

/** The types of parameters. */
public enum ParamType {
    /** Text. */
    STRING,
    /** A whole number of any size. */
    INTEGER,
    /** Any JSON number. */
    NUMBER,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** A day, {@code 2026-01-31}, as text. */
    DATE,
    /** An instant or a date and time, ISO 8601, as text. */
    DATETIME,
    /** A JSON array. */
    LIST,
    /** A JSON object. */
    OBJECT;

    /** The name in YAML: lower case. */
    public String yamlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
