package io.onedag.validation;

import java.util.regex.Pattern;

/** The names of pipelines, tasks, parameters and pools. */
public final class Names {

    /** A regular expression for a name: of Java, and of JSON Schema. */
    public static final String REGEX = "^[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_-]{0,199}$";

    static final String RULE =
            "a name has letters, digits, _ and -, begins with a letter, digit or _, and has at most 200 characters";

    private static final Pattern NAME = Pattern.compile(REGEX);

    private Names() {}

    /** Whether {@code text} can be a name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
