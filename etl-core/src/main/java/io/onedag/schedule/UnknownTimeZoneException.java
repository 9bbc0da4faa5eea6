package io.onedag.schedule;

import io.onedag.validation.Suggestions;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A time zone that the IANA database doesn't name. The message offers the nearest name, if one is near. */
public final class UnknownTimeZoneException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_NAME = 64;

    private final String zone;
    private final @Nullable String suggestion;

    UnknownTimeZoneException(String zone) {
        this(zone, isOffset(zone) ? null : nearest(zone, TimeZones.names()));
    }

    private UnknownTimeZoneException(String zone, @Nullable String suggestion) {
        super("There is no time zone \"" + zone + "\" in the IANA database. " + hint(zone, suggestion));
        this.zone = zone;
        this.suggestion = suggestion;
    }

    /** The name that was asked for. */
    public String zone() {
        return zone;
    }

    /** The name that was probably meant. */
    public Optional<String> suggestion() {
        return Optional.ofNullable(suggestion);
    }

    private static String hint(String zone, @Nullable String suggestion) {
        if (suggestion != null) {
            return "Did you mean \"" + suggestion + "\"?";
        }
        return isOffset(zone)
                ? "A fixed offset knows no daylight saving time, and not every engine takes one: write UTC, or a place such as Europe/Paris."
                : "Write UTC, or a place such as Europe/Paris.";
    }

    // GMT+2 is near Etc/GMT+2, which is two hours behind UTC: the opposite of what its writer means.
    private static boolean isOffset(String zone) {
        return zone.equalsIgnoreCase("Z") || zone.matches("(?i)(UTC|GMT|UT)?[+-]\\d.*");
    }

    private static @Nullable String nearest(String zone, Set<String> names) {
        String wanted = zone.strip().replace(' ', '_');
        if (wanted.isEmpty() || wanted.length() > LONGEST_NAME) {
            return null;
        }
        String place = "/" + wanted.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name -> ("/" + name).toLowerCase(Locale.ROOT).endsWith(place))
                .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .orElseGet(() -> Suggestions.nearest(wanted, names));
    }
}
