package io.onedag.log;

import io.onedag.Pipeline;
import io.onedag.engine.RunListener;
import io.onedag.engine.RunRecord;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Hands the events of runs to SLF4J, and with it to whichever logging framework the application has: those of runs and attempts to the
 * logger {@value #EVENTS}, a task's log to {@value #TASKS} and the task's name. Each record carries {@linkplain Mdc the keys} that say
 * which run and attempt it is of, and key-value pairs for the rest. Thread-safe.
 */
public final class EventLog implements RunListener {

    /** The logger of what happens in runs. */
    public static final String EVENTS = "io.onedag.events";

    /** What the loggers of tasks begin with. */
    public static final String TASKS = "io.onedag.task.";

    @Override
    public RunListener forRun(RunRecord run, Pipeline pipeline) {
        Logger events = LoggerFactory.getLogger(EVENTS);
        boolean heard = events.isErrorEnabled()
                || LoggerFactory.getLogger(TASKS.substring(0, TASKS.length() - 1))
                        .isErrorEnabled();
        return heard ? new Events(run, InstantSource.system(), event -> log(events, event)) : RunListener.NONE;
    }

    private static void log(Logger events, Event event) {
        Logger logger = event.name().equals("task_log")
                ? LoggerFactory.getLogger(TASKS + event.context().get(Mdc.TASK))
                : events;
        if (!logger.isEnabledForLevel(event.level())) {
            return;
        }
        Map<String, String> before = MDC.getCopyOfContextMap();
        event.context().forEach((key, value) -> MDC.put(key, value.toString()));
        try {
            LoggingEventBuilder record = logger.atLevel(event.level()).addKeyValue("event", event.name());
            event.fields().forEach((key, value) -> {
                if (value != null) {
                    record.addKeyValue(key, value);
                }
            });
            record.log(event.message());
        } finally {
            Mdc.restore(before);
        }
    }
}
