package io.onedag.schedule;

import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Set;

/** Time zones by the names that every engine knows: those of the IANA time zone database. */
public final class TimeZones {

    private TimeZones() {}

    /**
     * The zone called {@code name}, such as {@code UTC} or {@code Europe/Paris}.
     *
     * @throws UnknownTimeZoneException if there is none of that name. Fixed offsets ({@code +02:00}) and abbreviations ({@code CET}
     *     where the database lacks it) are none
     */
    public static ZoneId named(String name) {
        if (name.equals("UTC")) {
            // Without the database, which costs some ten milliseconds to load.
            return ZoneId.of(name);
        }
        if (!names().contains(name)) {
            throw new UnknownTimeZoneException(name);
        }
        return ZoneId.of(name);
    }

    /** The names of all zones. */
    static Set<String> names() {
        return ZoneRulesProvider.getAvailableZoneIds();
    }
}
