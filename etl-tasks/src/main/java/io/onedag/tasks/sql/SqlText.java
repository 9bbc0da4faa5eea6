package io.onedag.tasks.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement with named parameters, {@code :name}, and how JDBC writes it. Texts, quoted names, comments and PostgreSQL's
 * {@code $$} bodies are left alone, and so are {@code ::} and a colon before a digit or a blank. Immutable.
 *
 * @param jdbc the statement with {@code ?} for each parameter
 * @param names the names of the parameters, in the order of the question marks
 * @param hasQuestionMark whether the statement holds a question mark of its own, which PostgreSQL has operators with
 * @param isOne whether it is one statement, not several with semicolons between them
 * @param firstWord its first word, in upper case; empty when it has none
 */
record SqlText(String jdbc, List<String> names, boolean hasQuestionMark, boolean isOne, String firstWord) {

    /** Bodies of triggers and functions have semicolons of their own. */
    private static final Pattern WITH_BODY = Pattern.compile("(?is)^\\s*create\\b.*\\bbegin\\b.*");

    static SqlText parse(String statement) {
        return new Parser(statement).parse();
    }

    private static final class Parser {
        private final String text;
        private final StringBuilder jdbc = new StringBuilder();
        private final List<String> names = new ArrayList<>();
        private boolean questionMark;
        private boolean ended;
        private boolean more;
        private String firstWord = "";
        private int at;

        Parser(String text) {
            this.text = text;
        }

        SqlText parse() {
            while (at < text.length()) {
                int start = at;
                char c = text.charAt(at);
                if (!Character.isWhitespace(c) && c != ';' && !isComment()) {
                    more |= ended;
                }
                if (c == '\'') {
                    quoted(c, isEscapeString());
                } else if (c == '"' || c == '`') {
                    quoted(c, false);
                } else if (isComment()) {
                    comment();
                } else if (c == '$' && !follows(start) && dollarTag() != null) {
                    dollarQuoted(dollarTag());
                } else if (c == ':') {
                    colon();
                    continue;
                } else if (c == '?') {
                    questionMark();
                    continue;
                } else if (isNameStart(c)) {
                    word();
                } else {
                    ended |= c == ';';
                    at++;
                }
                jdbc.append(text, start, at);
            }
            boolean one = !more || WITH_BODY.matcher(text).matches();
            return new SqlText(jdbc.toString(), List.copyOf(names), questionMark, one, firstWord);
        }

        private char peek(int ahead) {
            return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
        }

        private boolean isComment() {
            char c = peek(0);
            return (c == '-' && peek(1) == '-') || (c == '/' && peek(1) == '*');
        }

        private void comment() {
            if (peek(0) == '-') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
                return;
            }
            int depth = 0;
            do {
                if (peek(0) == '/' && peek(1) == '*') {
                    depth++;
                    at += 2;
                } else if (peek(0) == '*' && peek(1) == '/') {
                    depth--;
                    at += 2;
                } else {
                    at++;
                }
            } while (depth > 0 && at < text.length());
            at = Math.min(at, text.length());
        }

        private void quoted(char quote, boolean withBackslashes) {
            at++;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '\\' && withBackslashes) {
                    at++;
                } else if (c == quote) {
                    if (peek(0) != quote) {
                        return;
                    }
                    at++;
                }
            }
            at = text.length();
        }

        /** Whether the quote is that of PostgreSQL's {@code E'…'}. */
        private boolean isEscapeString() {
            return at > 0
                    && (text.charAt(at - 1) == 'E' || text.charAt(at - 1) == 'e')
                    && (at == 1 || !isNamePart(text.charAt(at - 2)));
        }

        /** Whether a name goes right up to this place. */
        private boolean follows(int place) {
            return place > 0 && isNamePart(text.charAt(place - 1));
        }

        private @Nullable String dollarTag() {
            int end = at + 1;
            while (end < text.length() && isNamePart(text.charAt(end)) && text.charAt(end) != '$') {
                end++;
            }
            boolean closed = end < text.length() && text.charAt(end) == '$';
            return closed && !Character.isDigit(peek(1)) ? text.substring(at, end + 1) : null;
        }

        private void dollarQuoted(String tag) {
            int end = text.indexOf(tag, at + tag.length());
            at = end < 0 ? text.length() : end + tag.length();
        }

        private void colon() {
            if (peek(1) == ':') {
                jdbc.append("::");
                at += 2;
            } else if (isNameStart(peek(1))) {
                int end = at + 1;
                while (end < text.length() && isNamePart(text.charAt(end)) && text.charAt(end) != '$') {
                    end++;
                }
                names.add(text.substring(at + 1, end));
                jdbc.append('?');
                at = end;
            } else {
                jdbc.append(':');
                at++;
            }
        }

        private void questionMark() {
            questionMark = true;
            jdbc.append("??"); // as JDBC writes an operator
            at += peek(1) == '?' ? 2 : 1;
        }

        private void word() {
            int start = at;
            while (at < text.length() && isNamePart(text.charAt(at))) {
                at++;
            }
            if (firstWord.isEmpty()) {
                firstWord = text.substring(start, at).toUpperCase(Locale.ROOT);
            }
        }

        private static boolean isNameStart(char c) {
            return c == '_' || Character.isLetter(c);
        }

        private static boolean isNamePart(char c) {
            return isNameStart(c) || Character.isDigit(c) || c == '$';
        }
    }
}
