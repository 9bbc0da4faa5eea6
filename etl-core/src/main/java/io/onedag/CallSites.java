package io.onedag;

import io.onedag.validation.Locator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where in the user's Java code each task was added. Stack traces are taken cheaply and read only when something is wrong. */
final class CallSites implements Locator {

    private static final Set<String> BUILDERS =
            Set.of(CallSites.class.getName(), Pipeline.class.getName(), Pipeline.Builder.class.getName());

    private final Map<String, Throwable> sites = new HashMap<>();

    void remember(String task) {
        sites.put(task, new Throwable());
    }

    @Override
    public Location of(Object... path) {
        if (path.length >= 2 && path[0].equals("tasks")) {
            String task = path[1].toString();
            String call = "task(\"" + task + "\"" + (path.length == 2 ? ")" : ")." + call(path));
            StackTraceElement site = caller(sites.get(task));
            return site == null
                    ? new Location("", 0, 0, call)
                    : new Location(
                            site.getFileName() == null ? site.getClassName() : site.getFileName(),
                            site.getLineNumber(),
                            0,
                            call);
        }
        return new Location("", 0, 0, path.length == 0 ? "build()" : camel(path[0].toString()) + "(…)");
    }

    private static String call(Object[] path) {
        return camel(path[2].toString()) + "("
                + (path.length > 3 && path[3] instanceof String name ? "\"" + name + "\"" : "…") + ")";
    }

    private static String camel(String key) {
        var text = new StringBuilder();
        for (String part : key.split("_")) {
            text.append(text.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return text.toString();
    }

    private static @Nullable StackTraceElement caller(@Nullable Throwable site) {
        return site == null
                ? null
                : Arrays.stream(site.getStackTrace())
                        .filter(frame -> !BUILDERS.contains(frame.getClassName()))
                        .findFirst()
                        .orElse(null);
    }
}
