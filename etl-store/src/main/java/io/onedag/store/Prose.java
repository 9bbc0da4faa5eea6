package io.onedag.store;

import org.jspecify.annotations.Nullable;

/** Text from outside as every database keeps it. */
final class Prose {

    private static final char SHOWN_NUL = '\u2400';
    private static final char REPLACEMENT = '\ufffd';

    private Prose() {}

    /** NUL, which PostgreSQL refuses, as its visible sign; half a surrogate pair, which is no Unicode text, as U+FFFD. */
    static @Nullable String storable(@Nullable String text) {
        if (text == null) {
            return null;
        }
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char kept = c == 0 ? SHOWN_NUL : isLone(text, i) ? REPLACEMENT : c;
            if (kept != c) {
                changed = changed == null ? new StringBuilder(text) : changed;
                changed.setCharAt(i, kept);
            }
        }
        return changed == null ? text : changed.toString();
    }

    /** Whether every database keeps a text as it is. */
    static boolean isStorable(String text) {
        return text.equals(storable(text));
    }

    private static boolean isLone(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
