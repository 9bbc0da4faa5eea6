package io.onedag.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads five-field unix cron and its nicknames, and refuses what engines read differently. */
final class CronParser {

    private static final int MAX_LENGTH = 500;
    private static final int FIELDS = CronField.values().length;
    private static final String FORM = "minute hour day-of-month month day-of-week";
    private static final String NICKNAMES = "@hourly, @daily, @midnight, @weekly, @monthly, @yearly or @annually";

    /** Five fields in upper case with single spaces, and what they mean. */
    record Parsed(String canonical, CronFields fields, boolean followsWallClock) {}

    /** A part of the expression, and where it begins. */
    private record Token(String text, int offset) {

        boolean isStar() {
            return text.equals("*");
        }

        boolean beginsWithStar() {
            return text.startsWith("*");
        }

        Token part(int from, int to) {
            return new Token(text.substring(from, to), offset + from);
        }

        Token part(int from) {
            return part(from, text.length());
        }
    }

    private final String expression;

    private CronParser(String expression) {
        this.expression = expression;
    }

    static Parsed parse(String expression) {
        return new CronParser(expression).parse();
    }

    private Parsed parse() {
        if (expression.length() > MAX_LENGTH) {
            throw new InvalidCronException(
                    expression.substring(0, 60) + "…",
                    "",
                    0,
                    "it has " + expression.length() + " characters; " + MAX_LENGTH + " are the limit",
                    "Write ranges and steps instead of long lists");
        }
        List<Token> tokens = words(expression);
        if (tokens.size() == 1 && tokens.get(0).text.startsWith("@")) {
            tokens = words(nickname(tokens.get(0)));
        }
        if (tokens.size() != FIELDS) {
            throw wrongNumberOfFields(tokens);
        }
        Token dayOfMonth = tokens.get(CronField.DAY_OF_MONTH.ordinal());
        Token dayOfWeek = tokens.get(CronField.DAY_OF_WEEK.ordinal());
        long[] sets = new long[FIELDS];
        StringBuilder canonical = new StringBuilder();
        for (CronField field : CronField.values()) {
            Token token = tokens.get(field.ordinal());
            sets[field.ordinal()] = set(field, token);
            canonical.append(canonical.length() == 0 ? "" : " ").append(token.text.toUpperCase(Locale.ROOT));
        }
        boolean bothDays = !dayOfMonth.isStar() && !dayOfWeek.isStar();
        if (bothDays) {
            refuseStarredDay(CronField.DAY_OF_MONTH, dayOfMonth, CronField.DAY_OF_WEEK);
            refuseStarredDay(CronField.DAY_OF_WEEK, dayOfWeek, CronField.DAY_OF_MONTH);
        }
        CronFields fields = new CronFields(sets[0], sets[1], sets[2], sets[3], sets[4], bothDays);
        if (!fields.everFires()) {
            throw fault(
                    CronField.DAY_OF_MONTH,
                    dayOfMonth,
                    "no month in \"" + tokens.get(CronField.MONTH.ordinal()).text + "\" has day " + dayOfMonth.text
                            + ", so it would never fire",
                    "Write a day that the month has");
        }
        return new Parsed(
                canonical.toString(),
                fields,
                tokens.get(0).beginsWithStar() || tokens.get(1).beginsWithStar());
    }

    private String nickname(Token token) {
        return switch (token.text.toLowerCase(Locale.ROOT)) {
            case "@hourly" -> "0 * * * *";
            case "@daily", "@midnight" -> "0 0 * * *";
            case "@weekly" -> "0 0 * * 0";
            case "@monthly" -> "0 0 1 * *";
            case "@yearly", "@annually" -> "0 0 1 1 *";
            case "@reboot" ->
                throw new InvalidCronException(
                        expression,
                        "",
                        token.offset,
                        "@reboot is the start of a machine, not a time: no interval ends then",
                        "Write a time, or start the pipeline from what starts the machine");
            default ->
                throw new InvalidCronException(
                        expression,
                        "",
                        token.offset,
                        "there is no nickname " + token.text,
                        "Write " + NICKNAMES + ", or five fields: " + FORM);
        };
    }

    private InvalidCronException wrongNumberOfFields(List<Token> tokens) {
        int count = tokens.size();
        if (count == FIELDS + 1 || count == FIELDS + 2) {
            return new InvalidCronException(
                    expression,
                    "",
                    0,
                    "it has " + count
                            + " fields: seconds and years are extensions that engines put in different places",
                    "Write five: " + FORM);
        }
        return new InvalidCronException(
                expression,
                "",
                0,
                count == 0
                        ? "it is empty"
                        : "it has " + count + (count == 1 ? " field" : " fields") + " instead of five",
                "Write " + FORM + ", or " + NICKNAMES);
    }

    private void refuseStarredDay(CronField field, Token token, CronField other) {
        if (token.beginsWithStar()) {
            throw fault(
                    field,
                    token,
                    "\"" + token.text + "\" begins with * while " + other.label
                            + " is restricted too: some engines then fire on days that match both fields, others on days that match"
                            + " either",
                    "Write the days as numbers to mean either, or put * into one of the two day fields");
        }
    }

    private long set(CronField field, Token token) {
        long set = 0;
        for (Token term : split(token, ',')) {
            if (term.beginsWithStar() && term.offset != token.offset) {
                throw fault(
                        field,
                        term,
                        "a list with * after its first entry counts as starred in some engines and not in others",
                        "Write * alone");
            }
            set |= term(field, term);
        }
        return set;
    }

    /** {@code *}, {@code a}, {@code a-b}, each with or without {@code /step}. */
    private long term(CronField field, Token term) {
        int slash = term.text.indexOf('/');
        Token base = slash < 0 ? term : term.part(0, slash);
        int step = slash < 0 ? 1 : step(field, term, term.part(slash + 1));
        if (base.isStar()) {
            return values(field, field.min, field.max, step);
        }
        int dash = base.text.indexOf('-');
        if (dash > 0) {
            return range(field, base, base.part(0, dash), base.part(dash + 1), step);
        }
        int from = value(field, base);
        if (slash < 0) {
            return values(field, from, from, 1);
        }
        if (field == CronField.DAY_OF_WEEK && from > 0 && (field.max - from) % step == 0) {
            throw fault(
                    field,
                    term,
                    "\"" + term.text + "\" counts up to 7: some engines then fire on Sunday, others end at Saturday",
                    "Write the end: " + from + "-6/" + step + " without Sunday, " + from + "-7/" + step + " with it");
        }
        return values(field, from, field.max, step);
    }

    private long range(CronField field, Token term, Token low, Token high, int step) {
        int from = value(field, low);
        int to = value(field, high);
        if (from > to) {
            boolean endsOnSunday = field == CronField.DAY_OF_WEEK && to == 0;
            throw fault(
                    field,
                    term,
                    "the range \"" + term.text + "\" runs backwards: some engines wrap it around, others refuse it",
                    endsOnSunday
                            ? "Sunday is 7 as well as 0: write " + from + "-7"
                            : "Write two ranges: " + from + "-" + last(field) + "," + field.min + "-" + to);
        }
        if (from == to) {
            throw fault(
                    field,
                    term,
                    "the range \"" + term.text + "\" has one value: some engines read it as that value, others as all",
                    "Write " + low.text);
        }
        return values(field, from, to, step);
    }

    private static int last(CronField field) {
        return field == CronField.DAY_OF_WEEK ? field.max - 1 : field.max;
    }

    private int step(CronField field, Token term, Token digits) {
        int step = number(digits.text);
        if (step < 1) {
            throw fault(
                    field,
                    term,
                    digits.text.isEmpty()
                            ? "the step after / is missing"
                            : "the step \"" + digits.text + "\" is no number from 1",
                    "Write a step such as */10");
        }
        return step;
    }

    private int value(CronField field, Token token) {
        int number = number(token.text);
        int value = number < 0 ? field.valueOfName(token.text) : number;
        if (value < 0) {
            throw unreadable(field, token);
        }
        if (value < field.min || value > field.max) {
            throw fault(
                    field, token, token.text + " is not in " + field.min + "-" + field.max, "Write " + field.range());
        }
        return value;
    }

    private InvalidCronException unreadable(CronField field, Token token) {
        if (token.text.isEmpty()) {
            return fault(field, token, "a value is missing", "Write " + field.range());
        }
        String name = field.nameIn(token.text);
        switch (extension(token.text.toUpperCase(Locale.ROOT), name)) {
            case '#':
                return fault(
                        field,
                        token,
                        "# (the nth weekday of a month) is an extension that not every engine has",
                        "Fire on every such weekday and let the first task skip the others");
            case '?':
                return fault(field, token, "? (no value) is an extension that not every engine has", "Write *");
            case 'W':
                return fault(
                        field,
                        token,
                        "W (the nearest weekday) is an extension that not every engine has",
                        "Fire on MON-FRI and let the first task skip the other days");
            case 'L':
                return fault(
                        field,
                        token,
                        "L (the last day) is an extension that engines read differently",
                        "Fire on the 1st: the interval that ends then covers the month to its last day");
            case 'H':
                return fault(
                        field,
                        token,
                        "H, R and ~ (a value by chance) give every engine another time",
                        "Write a value, and spread the runs with the schedule's jitter");
            default:
        }
        if (!name.isEmpty()) {
            return fault(
                    field,
                    token,
                    "names have three letters; not every engine reads \"" + token.text + "\"",
                    "Write " + name);
        }
        return fault(field, token, "\"" + token.text + "\" is not a value", "Write " + field.range());
    }

    /** The extension that a token in upper case uses: one of {@code # ? W L H}; a space for none. */
    private static char extension(String token, String name) {
        if (token.indexOf('#') >= 0) {
            return '#';
        }
        if (token.indexOf('?') >= 0) {
            return '?';
        }
        if (token.equals("H")
                || token.equals("R")
                || token.startsWith("H(")
                || token.startsWith("R(")
                || token.indexOf('~') >= 0) {
            return 'H';
        }
        String rest = name.isEmpty() ? token : token.substring(name.length());
        String letters = rest.replaceAll("[0-9]", "");
        return letters.equals("L") ? 'L' : letters.equals("W") || letters.equals("LW") ? 'W' : ' ';
    }

    private InvalidCronException fault(CronField field, Token at, String reason, String hint) {
        return new InvalidCronException(expression, field.label, at.offset, reason, hint);
    }

    private static long values(CronField field, int from, int to, int step) {
        long set = 0;
        for (int value = from; value <= to; value += step) {
            set |= 1L << field.bit(value);
        }
        return set;
    }

    /** A number in ASCII digits; -1 where it is none, or longer than any value or step could be. */
    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 8) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }

    private static List<Token> words(String text) {
        List<Token> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean gap = i == text.length() || Character.isWhitespace(text.charAt(i));
            if (gap && start >= 0) {
                words.add(new Token(text.substring(start, i), start));
                start = -1;
            } else if (!gap && start < 0) {
                start = i;
            }
        }
        return words;
    }

    private static List<Token> split(Token token, char separator) {
        List<Token> parts = new ArrayList<>();
        int start = 0;
        for (int end; (end = token.text.indexOf(separator, start)) >= 0; start = end + 1) {
            parts.add(token.part(start, end));
        }
        parts.add(token.part(start));
        return parts;
    }
}
