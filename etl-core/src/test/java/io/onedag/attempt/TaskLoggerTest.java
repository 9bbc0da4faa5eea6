package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.engine.ResourceProvider;
import io.onedag.engine.TaskLogs;
import io.onedag.expr.Scope;
import io.onedag.expr.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;

@Timeout(20)
class TaskLoggerTest {

    private static final Marker MARKER = new BasicMarkerFactory().getMarker("audit");

    @TempDir
    Path home;

    @AutoClose
    private @Nullable AttemptFixture opened;

    private AttemptFixture fixture;

    @BeforeEach
    void open() {
        opened = new AttemptFixture(home);
        fixture = opened;
    }

    private interface Logging {
        void to(Logger logger) throws Exception;
    }

    private void log(Logging logging) {
        assertThat(fixture.run(context -> {
                    logging.to(context.logger());
                    return TaskResult.success();
                }))
                .isInstanceOf(AttemptResult.Succeeded.class);
    }

    @Test
    void what_a_task_logs_is_heard_from_debug_up() {
        log(logger -> {
            logger.trace("a");
            logger.debug("b");
            logger.info("c {}", 1);
            logger.warn("d {} {}", "x", List.of(2));
            logger.error("e");
        });

        assertThat(fixture.log).containsExactly("DEBUG t b", "INFO t c 1", "WARN t d x [2]", "ERROR t e");
    }

    @Test
    void a_marker_changes_nothing() {
        log(logger -> {
            logger.trace(MARKER, "a");
            logger.debug(MARKER, "b");
            logger.info(MARKER, "c");
            logger.warn(MARKER, "d");
            logger.error(MARKER, "e");
        });

        assertThat(fixture.log).containsExactly("DEBUG t b", "INFO t c", "WARN t d", "ERROR t e");
    }

    @Test
    void a_task_that_asks_first_is_told_so() {
        var levels = new ArrayList<Boolean>();

        log(logger -> levels.addAll(List.of(
                logger.isTraceEnabled(),
                logger.isTraceEnabled(MARKER),
                logger.isDebugEnabled(),
                logger.isDebugEnabled(MARKER),
                logger.isInfoEnabled(),
                logger.isInfoEnabled(MARKER),
                logger.isWarnEnabled(),
                logger.isWarnEnabled(MARKER),
                logger.isErrorEnabled(),
                logger.isErrorEnabled(MARKER))));

        assertThat(levels).containsExactly(false, false, true, true, true, true, true, true, true, true);
    }

    @Test
    void an_exception_is_told_in_its_own_words_after_the_message() {
        log(logger -> logger.warn("could not read {}", "x.csv", new IOException("gone")));

        assertThat(fixture.log).containsExactly("WARN t could not read x.csv: java.io.IOException: gone");
    }

    @Test
    void secrets_are_masked_wherever_they_stand() {
        fixture.environment.put("TOKEN", "s3cr3t");

        fixture.run(context -> {
            Object token = Template.resolve("${secret.TOKEN}", (Scope) context);
            context.logger().info("with {}", token, new IOException("no " + token));
            return TaskResult.success();
        });

        assertThat(fixture.log).containsExactly("INFO t with ***: java.io.IOException: no ***");
    }

    @Test
    void the_logger_has_the_tasks_name() {
        var names = new ArrayList<String>();

        log(logger -> names.add(logger.getName()));

        assertThat(names).containsExactly("io.onedag.task.t");
    }

    private TaskLogs keptIn(ConcurrentLinkedQueue<String> kept) {
        return (attempt, generation) -> {
            kept.add("open " + attempt.label() + " of generation " + generation);
            return new TaskLogs.Log() {
                @Override
                public void write(Level level, String message) {
                    kept.add(level + " " + message);
                }

                @Override
                public void end() {
                    kept.add("end");
                }
            };
        };
    }

    @Test
    void what_is_logged_is_kept_from_the_first_line_to_the_end_of_the_attempt() {
        var kept = new ConcurrentLinkedQueue<String>();
        fixture.logs = keptIn(kept);
        fixture.generation = 7;
        fixture.environment.put("TOKEN", "s3cr3t");

        fixture.run(context -> {
            context.logger().info("one");
            context.logger().warn("{}", Template.resolve("${secret.TOKEN}", (Scope) context));
            return TaskResult.success();
        });

        assertThat(kept).containsExactly("open t of generation 7", "INFO one", "WARN ***", "end");
    }

    @Test
    void an_attempt_that_logs_nothing_has_no_log() {
        var kept = new ConcurrentLinkedQueue<String>();
        fixture.logs = keptIn(kept);

        log(logger -> assertThat(logger.isInfoEnabled()).isTrue());
        fixture.run(context -> TaskResult.success());

        assertThat(kept).isEmpty();
    }

    @Test
    void what_resources_say_at_their_end_belongs_to_the_log() {
        var kept = new ConcurrentLinkedQueue<String>();
        fixture.logs = keptIn(kept);
        fixture.providers.add(new ResourceProvider<StringBuilder>() {
            @Override
            public Class<StringBuilder> type() {
                return StringBuilder.class;
            }

            @Override
            public Handle<StringBuilder> open(TaskContext context) {
                return new Handle<>() {
                    @Override
                    public StringBuilder get() {
                        return new StringBuilder();
                    }

                    @Override
                    public void close() throws IOException {
                        throw new IOException("gone");
                    }
                };
            }
        });

        fixture.run(context -> {
            context.resource(StringBuilder.class);
            return TaskResult.success();
        });

        assertThat(kept)
                .containsExactly(
                        "open t of generation 0",
                        "WARN closing StringBuilder failed: java.io.IOException: gone",
                        "end");
    }
}
