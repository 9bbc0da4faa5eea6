package io.onedag.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A time zone that the IANA database doesn't name. The message offers the nearest names. */
public final class UnknownTimeZoneException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private static final int MAX_SUGGESTIONS = 3;
    private static final int MAX_NAME = 64;

    private final String zone;
    private final ArrayList<String> suggestions;

    UnknownTimeZoneException(String zone) {
        this(zone, nearest(zone));
    }

    private UnknownTimeZoneException(String zone, ArrayList<String> suggestions) {
        super("There is no time zone \"" + zone + "\" in the IANA database. " + hint(zone, suggestions));
        this.zone = zone;
        this.suggestions = suggestions;
    }

    /** The name that was asked for. */
    public String zone() {
        return zone;
    }

    /** At most three names that may have been meant, the nearest first. */
    public List<String> suggestions() {
        return List.copyOf(suggestions);
    }

    private static String hint(String zone, List<String> suggestions) {
        if (!suggestions.isEmpty()) {
            return "Did you mean " + String.join(", ", suggestions) + "?";
        }
        return zone.matches("(?i)(UTC|GMT|UT|Z)?[+-].*|Z")
                ? "A fixed offset has no daylight saving time, and not every engine takes one: write UTC, or a place such as Europe/Paris."
                : "Write UTC, or a place such as Europe/Paris.";
    }

    private static ArrayList<String> nearest(String zone) {
        String wanted = normal(zone);
        ArrayList<String> best = new ArrayList<>();
        if (wanted.length() < 3 || wanted.length() > MAX_NAME) {
            return best;
        }
        int limit = Math.max(1, wanted.length() / 4);
        record Near(String name, int distance) {}
        List<Near> near = new ArrayList<>();
        for (String name : TimeZones.names()) {
            String whole = normal(name);
            String place = whole.substring(whole.lastIndexOf('/') + 1);
            int distance =
                    Math.min(distance(wanted, whole), distance(wanted.substring(wanted.lastIndexOf('/') + 1), place));
            if (distance <= limit) {
                near.add(new Near(name, distance));
            }
        }
        near.sort((a, b) -> a.distance != b.distance ? a.distance - b.distance : a.name.compareTo(b.name));
        near.stream().limit(MAX_SUGGESTIONS).forEach(found -> best.add(found.name));
        return best;
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).strip().replace(' ', '_');
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
