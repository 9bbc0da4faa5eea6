package io.onedag;

/**
 * Where in a definition something stands.
 *
 * @param file the YAML file, or the Java source file of a builder call; empty: unknown
 * @param line from 1; 0: unknown
 * @param column from 1; 0: unknown (Java)
 * @param what the builder call, like {@code task("load").needs("x")}; empty for YAML
 */
public record Location(String file, int line, int column, String what) {

    /** A place nobody knows. */
    public static final Location UNKNOWN = new Location("", 0, 0, "");

    /** A place in a file. */
    public static Location of(String file, int line, int column) {
        return new Location(file, line, column, "");
    }

    /** {@code file:line:column}, or {@code file:line call}; what is unknown is left out. */
    @Override
    public String toString() {
        var text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (column > 0) {
            text.append(':').append(column);
        }
        if (!what.isEmpty()) {
            text.append(text.isEmpty() ? "" : " ").append(what);
        }
        return text.toString();
    }
}
