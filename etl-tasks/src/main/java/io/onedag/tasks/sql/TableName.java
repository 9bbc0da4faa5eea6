package io.onedag.tasks.sql;

import io.onedag.TaskFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The name of a table, {@code table} or {@code schema.table}. A part that holds a dot stands in double quotes, as in SQL. Immutable.
 *
 * @param parts the schema, where there is one, and the table
 */
record TableName(List<String> parts) {

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException when it is none
     */
    static TableName parse(String text) {
        var parts = new ArrayList<String>();
        int at = 0;
        while (at <= text.length()) {
            var part = new StringBuilder();
            if (at < text.length() && text.charAt(at) == '"') {
                at++;
                while (true) {
                    if (at >= text.length()) {
                        throw new IllegalArgumentException("table " + text + " has a quote that isn't closed");
                    }
                    char c = text.charAt(at++);
                    if (c == '"' && (at == text.length() || text.charAt(at) != '"')) {
                        break;
                    }
                    at += c == '"' ? 1 : 0;
                    part.append(c);
                }
                if (at < text.length() && text.charAt(at) != '.') {
                    throw new IllegalArgumentException("table " + text + " goes on after a quoted part");
                }
            } else {
                int dot = text.indexOf('.', at);
                int end = dot < 0 ? text.length() : dot;
                part.append(text, at, end);
                at = end;
            }
            if (part.length() == 0) {
                throw new IllegalArgumentException("table \"" + text + "\" has an empty part");
            }
            parts.add(part.toString());
            at++;
        }
        return new TableName(List.copyOf(parts));
    }

    /** The name as SQL writes it, each part in quotes. */
    String quoted() {
        return parts.stream().map(TableName::quote).collect(Collectors.joining("."));
    }

    /**
     * An identifier as SQL writes it: in quotes, so that it is one whatever it holds.
     *
     * @throws TaskFailedException fatal, when it holds a NUL character
     */
    static String quote(String identifier) {
        if (identifier.indexOf('\0') >= 0) {
            throw TaskFailedException.fatal("a name with a NUL character can't be used in SQL");
        }
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
