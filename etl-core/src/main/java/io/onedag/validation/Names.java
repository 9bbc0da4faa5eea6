package io.onedag.validation;

import java.util.regex.Pattern;

/** The names of pipelines, tasks, parameters and pools. */
public final class Names {

    /**
     * A regular expression for a name in JSON Schema. It names what may not be, by code, since validators know no common word for a
     * letter of any script: it lets all names pass, and of what is none, signs and blanks beyond ASCII.
     */
    public static final String SCHEMA_REGEX = "^[^\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\x9f]"
            + "[^\\x00-\\x2c\\x2e\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\x9f]{0,199}$";

    /** A regular expression for a name. */
    static final String REGEX = "^[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_-]{0,199}$";

    static final String RULE =
            "a name has letters, digits, _ and -, begins with a letter, digit or _, and has at most 200 characters";

    private static final Pattern NAME = Pattern.compile(REGEX);

    private Names() {}

    /** Whether {@code text} can be a name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
