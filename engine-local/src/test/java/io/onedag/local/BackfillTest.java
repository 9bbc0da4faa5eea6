package io.onedag.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onedag.Interval;
import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.TaskResult;
import io.onedag.engine.MemoryRunStore;
import io.onedag.engine.ProcessInfo;
import io.onedag.engine.RunIds;
import io.onedag.engine.RunListener;
import io.onedag.run.Admission;
import io.onedag.run.Backfill;
import io.onedag.run.RunService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BackfillTest {

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path home;

    private final MemoryRunStore store = new MemoryRunStore();
    private final LocalEngine engine = new LocalEngine();
    private final Pipeline pipeline = Pipeline.named("daily")
            .task("only", context -> TaskResult.success())
            .build();

    @AfterEach
    void close() {
        engine.close();
    }

    private List<Backfill.Ended> run(Backfill backfill, Backfill.Listener listener) throws InterruptedException {
        var me = new ProcessInfo(RunIds.next(), "here", 1, Instant.now(), "test", "1");
        try (var service = new RunService(store, me, Map.of(), home, List.of(), RunListener.NONE)) {
            return backfill.run(service, pipeline, engine, Admission.Strictness.NONE, 1, "a test", listener);
        }
    }

    private Backfill plan() {
        var intervals = new ArrayList<Interval>();
        for (int day = 0; day < 3; day++) {
            Instant start = FIRST.plus(Duration.ofDays(day));
            intervals.add(new Interval(start, start.plus(Duration.ofDays(1))));
        }
        return Backfill.plan(store, pipeline, Map.of(), intervals, false);
    }

    @Test
    void a_jvm_error_ends_it_and_does_not_pass_for_intervals_that_nobody_wanted() throws InterruptedException {
        var started = new ArrayList<String>();

        assertThatThrownBy(() -> run(plan(), new Backfill.Listener() {
                    @Override
                    public void started(Backfill.Item item) {
                        started.add(item.key());
                        if (started.size() == 2) {
                            throw new NoClassDefFoundError("some/Driver");
                        }
                    }

                    @Override
                    public void ended(Backfill.Ended ended) {}
                }))
                .isInstanceOf(NoClassDefFoundError.class)
                .hasMessage("some/Driver");
        assertThat(started).hasSize(2);

        assertThat(run(plan(), new Backfill.Listener() {
                    @Override
                    public void started(Backfill.Item item) {}

                    @Override
                    public void ended(Backfill.Ended ended) {}
                }))
                .allSatisfy(each -> assertThat(each.run())
                        .isNotNull()
                        .extracting(run -> run.state())
                        .isEqualTo(RunState.SUCCEEDED));
    }
}
