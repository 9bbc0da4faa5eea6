package io.onedag.testkit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How task runs are named: {@code load}, {@code fetch[2]}. */
final class Labels {

    private static final Pattern INSTANCE = Pattern.compile("(.*)\\[(\\d{1,9})]");

    private Labels() {}

    /** The name of its task. */
    static String task(String label) {
        Matcher instance = INSTANCE.matcher(label);
        return instance.matches() ? instance.group(1) : label;
    }

    /** The index of a mapped instance; -1: none is named. */
    static int mapIndex(String label) {
        Matcher instance = INSTANCE.matcher(label);
        return instance.matches() ? Integer.parseInt(instance.group(2)) : -1;
    }

    static String of(String task, int mapIndex) {
        return mapIndex < 0 ? task : task + "[" + mapIndex + "]";
    }
}
