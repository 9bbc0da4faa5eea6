package io.onedag.yaml;

import io.onedag.Location;

/** The characters that YAML allows, in lines of bearable length. */
final class Characters {

    /** The parser takes time that grows with the square of a line's length. */
    private static final int LONGEST_LINE = 1_000_000;

    private Characters() {}

    /**
     * Looks for characters that YAML forbids, and for lines without end.
     *
     * @throws io.onedag.DefinitionException at the first
     */
    static void check(String file, String text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!isPrintable(c)) {
                throw YamlNodes.problem(
                        Location.of(file, line, column),
                        String.format("the character U+%04X can't stand in YAML", c),
                        c == 0
                                ? "is it a YAML file?"
                                : String.format("remove it, or write \"\\u%04X\" in double quotes", c));
            }
            if (column > LONGEST_LINE) {
                throw YamlNodes.problem(
                        Location.of(file, line, 1),
                        "the line is longer than " + LONGEST_LINE + " characters",
                        "break it, or keep the data in a file of its own");
            }
            boolean lineEnds = c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
            line += lineEnds ? 1 : 0;
            column = lineEnds ? 1 : column + 1;
            i += Character.charCount(c);
        }
    }

    private static boolean isPrintable(int c) {
        return (c >= 0x20 && c <= 0x7E)
                || c == '\n'
                || c == '\r'
                || c == '\t'
                || c == 0x85
                || (c >= 0xA0 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF)
                || c >= 0x10000;
    }
}
