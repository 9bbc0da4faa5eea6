package io.onedag.schedule;

import java.util.List;
import java.util.Locale;

/** The five fields in their order: range, names, and how a field is called in a message. */
enum CronField {
    MINUTE("minute", 0, 59, 0, List.of()),
    HOUR("hour", 0, 23, 0, List.of()),
    DAY_OF_MONTH("day-of-month", 1, 31, 1, List.of()),
    MONTH(
            "month",
            1,
            12,
            1,
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
    /** 0 to 7: Sunday is both ends. */
    DAY_OF_WEEK("day-of-week", 0, 7, 0, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    private static final int SUNDAY_AS_SEVEN = 7;

    final String label;
    final int min;
    final int max;
    private final int firstName;
    private final List<String> names;

    CronField(String label, int min, int max, int firstName, List<String> names) {
        this.label = label;
        this.min = min;
        this.max = max;
        this.firstName = firstName;
        this.names = names;
    }

    /** The values as a person would put them: {@code 1-12 or JAN-DEC}. */
    String range() {
        String numbers = min + "-" + max;
        return names.isEmpty() ? numbers : numbers + " or " + names.get(0) + "-" + names.get(names.size() - 1);
    }

    /** The value of a name, in any case; -1 where it is none. */
    int valueOfName(String token) {
        int index = names.indexOf(token.toUpperCase(Locale.ROOT));
        return index < 0 ? -1 : index + firstName;
    }

    /** The name that a longer word begins with ({@code friday}: FRI); empty where there is none. */
    String nameIn(String token) {
        String upper = token.toUpperCase(Locale.ROOT);
        for (String name : names) {
            if (upper.length() > name.length() && upper.startsWith(name)) {
                return name;
            }
        }
        return "";
    }

    /** The bit of a value in this field's set. */
    int bit(int value) {
        return this == DAY_OF_WEEK && value == SUNDAY_AS_SEVEN ? 0 : value;
    }

    /** The set that {@code *} stands for. */
    long all() {
        long set = 0;
        for (int value = min; value <= max; value++) {
            set |= 1L << bit(value);
        }
        return set;
    }
}
