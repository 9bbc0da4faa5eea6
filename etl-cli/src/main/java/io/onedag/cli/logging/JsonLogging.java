package io.onedag.cli.logging;

import io.onedag.log.EventLog;
import io.onedag.log.Mdc;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * SLF4J's provider where the command writes JSON lines: what any code of this process logs becomes one, with the keys of the attempt
 * that logs it. Levels are those of the runnable jar's ordinary provider: warnings, unless the system properties
 * {@code org.slf4j.simpleLogger.defaultLogLevel} or {@code org.slf4j.simpleLogger.log.NAME} say otherwise.
 */
public final class JsonLogging implements SLF4JServiceProvider {

    private static final String PROVIDER = "slf4j.provider";
    private static final String SERVICES = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
    private static final String ORDINARY = "org.slf4j.simple.SimpleServiceProvider";
    private static final String LEVELS = "org.slf4j.simpleLogger.";
    private static final Set<String> NUMBERS = Set.of(Mdc.MAP_INDEX, Mdc.ROUND, Mdc.ATTEMPT);

    private static volatile @Nullable JsonLines lines;

    private final BasicMDCAdapter mdc = new BasicMDCAdapter();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

    /** For SLF4J. */
    public JsonLogging() {}

    /**
     * Makes it this process's provider, unless the application has chosen one. To be called before anything logs.
     *
     * @param out takes the lines
     */
    public static void install(PrintStream out) {
        if (System.getProperty(PROVIDER) == null && isOrdinary()) {
            lines = new JsonLines(out, InstantSource.system());
            System.setProperty(PROVIDER, JsonLogging.class.getName());
        }
    }

    private static boolean isOrdinary() {
        try {
            for (URL each : Collections.list(JsonLogging.class.getClassLoader().getResources(SERVICES))) {
                try (InputStream in = each.openStream()) {
                    String named = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    if (!named.strip().equals(ORDINARY)) {
                        return false;
                    }
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void initialize() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(name, each -> new Named(each, mdc));
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    /** The lowest level of a logger that is logged; null: none. The events of runs are written already. */
    private static @Nullable Level threshold(String logger) {
        if (logger.equals(EventLog.EVENTS) || (logger + ".").startsWith(EventLog.TASKS)) {
            return null;
        }
        String level = null;
        for (String name = logger; level == null && !name.isEmpty(); ) {
            level = System.getProperty(LEVELS + "log." + name);
            name = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        }
        if (level == null) {
            level = System.getProperty(LEVELS + "defaultLogLevel", "warn");
        }
        return switch (level.toUpperCase(Locale.ROOT)) {
            case "TRACE" -> Level.TRACE;
            case "DEBUG" -> Level.DEBUG;
            case "INFO" -> Level.INFO;
            case "ERROR" -> Level.ERROR;
            case "OFF" -> null;
            default -> Level.WARN;
        };
    }

    /** A logger. */
    private static final class Named extends AbstractLogger {
        private static final long serialVersionUID = 1L;

        private final @Nullable Level threshold;
        private final transient BasicMDCAdapter mdc;

        Named(String name, BasicMDCAdapter mdc) {
            this.name = name;
            this.threshold = threshold(name);
            this.mdc = mdc;
        }

        private boolean isEnabled(Level level) {
            return threshold != null && level.toInt() >= threshold.toInt();
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String pattern,
                Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            JsonLines to = lines;
            if (to == null) {
                return;
            }
            var context = new LinkedHashMap<String, Object>();
            Map<String, String> here = mdc.getCopyOfContextMap();
            if (here != null) {
                here.forEach((key, value) -> context.put(key, NUMBERS.contains(key) ? number(value) : value));
            }
            var fields = new LinkedHashMap<String, @Nullable Object>();
            fields.put("logger", name);
            if (thrown != null) {
                var trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                fields.put("exception", trace.toString());
            }
            to.write(
                    level,
                    "log",
                    context,
                    String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments)),
                    fields);
        }

        private static Object number(String value) {
            try {
                return Long.valueOf(value);
            } catch (NumberFormatException e) { // somebody else's key of that name
                return value;
            }
        }

        @Override
        public boolean isTraceEnabled() {
            return isEnabled(Level.TRACE);
        }

        @Override
        public boolean isTraceEnabled(Marker marker) {
            return isTraceEnabled();
        }

        @Override
        public boolean isDebugEnabled() {
            return isEnabled(Level.DEBUG);
        }

        @Override
        public boolean isDebugEnabled(Marker marker) {
            return isDebugEnabled();
        }

        @Override
        public boolean isInfoEnabled() {
            return isEnabled(Level.INFO);
        }

        @Override
        public boolean isInfoEnabled(Marker marker) {
            return isInfoEnabled();
        }

        @Override
        public boolean isWarnEnabled() {
            return isEnabled(Level.WARN);
        }

        @Override
        public boolean isWarnEnabled(Marker marker) {
            return isWarnEnabled();
        }

        @Override
        public boolean isErrorEnabled() {
            return isEnabled(Level.ERROR);
        }

        @Override
        public boolean isErrorEnabled(Marker marker) {
            return isErrorEnabled();
        }
    }
}
