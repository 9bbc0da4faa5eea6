package io.onedag.validation;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** "Did you mean": the known name nearest to an unknown one. */
public final class Suggestions {

    private static final int LISTED = 24;
    private static final int LONGEST = 200;

    private Suggestions() {}

    /**
     * A hint for an unknown name: the nearest known one when it is near, else the known ones when they are few.
     *
     * @return the hint, or null when there is nothing to say
     */
    public static @Nullable String hint(String unknown, Collection<String> known) {
        String nearest = nearest(unknown, known);
        if (nearest != null) {
            return "did you mean \"" + nearest + "\"?";
        }
        if (known.isEmpty() || known.size() > LISTED) {
            return null;
        }
        return "known: " + known.stream().sorted().collect(Collectors.joining(", "));
    }

    /** The nearest of the known names: at most a third of its letters differ, letter case aside; null when none is near, or a name is longer than names can be. */
    public static @Nullable String nearest(String unknown, Collection<String> known) {
        record Near(String name, int distance) {}
        if (unknown.length() > LONGEST) {
            return null;
        }
        String wanted = unknown.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(name -> name.length() <= LONGEST)
                .map(name -> new Near(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance <= Math.max(1, longer(wanted, near.name) / 3)
                        && near.distance < longer(wanted, near.name))
                .min(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .map(Near::name)
                .orElse(null);
    }

    private static int longer(String a, String b) {
        return Math.max(a.length(), b.length());
    }

    /** Damerau-Levenshtein distance, optimal string alignment: insert, delete, replace, swap neighbours. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > Math.max(a.length(), b.length()) / 2 + 1) {
            return Integer.MAX_VALUE;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
