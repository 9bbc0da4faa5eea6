package io.onedag.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Keeps {@code error_type} to names of classes, and to so many of them that a fault can't flood whoever stores them. Thread-safe. */
final class ErrorTypes {

    /** Distinct types of one pipeline; later ones count as {@link #OTHER}. */
    static final int MOST = 50;

    static final String OTHER = "other";

    private static final int LONGEST = 200;

    /** What the JVM appends to the names of classes that it makes up: lambdas, hidden classes, proxies. */
    private static final Pattern MADE_UP = Pattern.compile("(\\$\\$.*|/0x.*|(?<=\\$Proxy)\\d+)");

    private static final Pattern CLASS_NAME =
            Pattern.compile("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}.]*");

    private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();

    /** The label's value for a failure of this type. */
    String label(String pipeline, String type) {
        String name = MADE_UP.matcher(type).replaceFirst("");
        if (name.length() > LONGEST || !CLASS_NAME.matcher(name).matches()) {
            return OTHER;
        }
        Set<String> known = seen.computeIfAbsent(pipeline, any -> ConcurrentHashMap.newKeySet());
        if (known.contains(name)) {
            return name;
        }
        synchronized (known) {
            return known.size() < MOST && known.add(name) || known.contains(name) ? name : OTHER;
        }
    }
}
