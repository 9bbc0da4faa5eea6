package io.onedag.attempt;

import io.onedag.engine.TaskLogs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * The log of one attempt: hands each message, secrets masked, to the run's listener, and to those who keep logs. Needs no logging
 * framework.
 */
final class TaskLogger extends AbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient Attempt attempt;
    private transient volatile TaskLogs.@Nullable Log kept;

    private TaskLogger(Attempt attempt) {
        this.attempt = attempt;
        this.name = "io.onedag.task." + attempt.definition().name();
    }

    /** The log of an attempt. */
    static Logger of(Attempt attempt) {
        return new TaskLogger(attempt);
    }

    /** The attempt of this log has ended. */
    static void end(Logger log) {
        ((TaskLogger) log).end();
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
        String message = MessageFormatter.basicArrayFormat(pattern, arguments);
        String text = String.valueOf(message) + (thrown == null ? "" : ": " + thrown);
        String masked = attempt.scope().masking().mask(text);
        kept().write(level, masked);
        attempt.scope().listener().log(attempt.event(), level, masked);
    }

    private void end() {
        TaskLogs.Log known = kept;
        if (known != null) {
            known.end();
        }
    }

    private TaskLogs.Log kept() {
        TaskLogs.Log known = kept;
        if (known == null) {
            synchronized (this) {
                known = kept;
                if (known == null) {
                    known = attempt.scope().logs().open(attempt.event(), attempt.generation());
                    kept = known;
                }
            }
        }
        return known;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return true;
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
        return true;
    }

    @Override
    public boolean isInfoEnabled() {
        return true;
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
        return true;
    }
}
