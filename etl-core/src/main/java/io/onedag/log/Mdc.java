package io.onedag.log;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/**
 * The keys of SLF4J's MDC that name an attempt. They are set in its thread while its body runs, so that whatever the body logs carries
 * them; a thread that the body starts has them where the logging framework hands them on.
 */
public final class Mdc {

    /** The pipeline's name. */
    public static final String PIPELINE = "pipeline";

    /** The run's id. */
    public static final String RUN_ID = "run_id";

    /** The task's name. */
    public static final String TASK = "task";

    /** The index of a mapped instance; not set for a task that isn't mapped. */
    public static final String MAP_INDEX = "map_index";

    /** The attempt's round. */
    public static final String ROUND = "round";

    /** The attempt's number within its round. */
    public static final String ATTEMPT = "attempt";

    private static final String PROVIDERS = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
    private static final String CHOSEN = "slf4j.provider";

    /** Providers that write no MDC: naming the attempt would start them for nothing. */
    private static final String WITHOUT_MDC = "org.slf4j.simple. org.slf4j.nop. org.slf4j.jul.";

    /** Asked for where the class path has a provider that may show an MDC: asking starts it. */
    private static final class Adapter {
        static final boolean IS_THERE = isThere(MDC.getMDCAdapter());

        private Adapter() {}

        private static boolean isThere(@Nullable MDCAdapter adapter) {
            return adapter != null && !(adapter instanceof NOPMDCAdapter);
        }
    }

    private static final boolean USED = mayShow() && Adapter.IS_THERE;

    private Mdc() {}

    /** Whether a provider may be there that shows an MDC, as far as can be told without loading any. */
    private static boolean mayShow() {
        String chosen = System.getProperty(CHOSEN);
        if (chosen != null) {
            return !isWithoutMdc(chosen);
        }
        ClassLoader loader = Mdc.class.getClassLoader();
        if (loader == null) {
            return true;
        }
        try {
            Enumeration<URL> found = loader.getResources(PROVIDERS);
            while (found.hasMoreElements()) {
                try (InputStream in = found.nextElement().openStream()) {
                    if (!isWithoutMdc(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip())) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean isWithoutMdc(String provider) {
        int room = provider.lastIndexOf('.') + 1;
        return room > 0 && WITHOUT_MDC.contains(provider.substring(0, room));
    }

    /** What the thread had before. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {

        /** Nothing was set. */
        Scope NONE = () -> {};

        /** Brings it back. */
        @Override
        void close();
    }

    /** Whether the logging framework has an MDC. Where it has none, nothing is set. */
    public static boolean isUsed() {
        return USED;
    }

    /** Names an attempt in this thread until the scope is closed. */
    public static Scope attempt(String pipeline, UUID run, String task, int mapIndex, int round, int attempt) {
        if (!USED) {
            return Scope.NONE;
        }
        Map<String, String> before = MDC.getCopyOfContextMap();
        MDC.put(PIPELINE, pipeline);
        MDC.put(RUN_ID, run.toString());
        MDC.put(TASK, task);
        if (mapIndex >= 0) {
            MDC.put(MAP_INDEX, Integer.toString(mapIndex));
        }
        MDC.put(ROUND, Integer.toString(round));
        MDC.put(ATTEMPT, Integer.toString(attempt));
        return () -> restore(before);
    }

    static void restore(@Nullable Map<String, String> before) {
        if (before == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(before);
        }
    }
}
