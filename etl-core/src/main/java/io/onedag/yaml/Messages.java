package io.onedag.yaml;

import io.onedag.json.Json;

/** Texts of a document within messages. */
final class Messages {

    private static final int LONGEST = 80;

    private Messages() {}

    /** In quotes, control characters escaped, cut where it is long. */
    static String quote(String text) {
        return Json.write(
                text.length() <= LONGEST ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST / 2)) + "…");
    }
}
