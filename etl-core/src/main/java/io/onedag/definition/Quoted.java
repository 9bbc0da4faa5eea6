package io.onedag.definition;

import io.onedag.json.Json;

/** Texts of a definition within messages: in quotes, control characters escaped, cut where they are long. */
final class Quoted {

    private static final int LONGEST = 80;

    private Quoted() {}

    static String of(String text) {
        return Json.write(shortened(text));
    }

    static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
