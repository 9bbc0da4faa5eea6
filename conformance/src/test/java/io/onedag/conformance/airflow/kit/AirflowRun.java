package io.onedag.conformance.airflow.kit;

import io.onedag.Pipeline;
import io.onedag.RunState;
import io.onedag.conformance.airflow.AirflowRefused;
import io.onedag.conformance.airflow.Clear;
import io.onedag.conformance.airflow.DagRun;
import io.onedag.conformance.airflow.TaskInstance;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.testkit.conformance.EngineUnderTest.RefusedException;
import io.onedag.testkit.conformance.EngineUnderTest.RunUnderTest;
import io.onedag.testkit.conformance.ObservedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A run on Airflow, which has two records. */
public final class AirflowRun implements RunUnderTest {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** How long our record may lag behind Airflow's when no attempt is under way: then nobody is there to write it. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(12);

    private final OnedagOnAirflow airflow;
    private final Pipeline pipeline;
    private final String run;
    private final String key;
    private final boolean keyIsTheirs;

    /**
     * A run.
     *
     * @param run its id in Airflow
     * @param key its key on our record
     * @param keyIsTheirs whether nobody chose the key: then it is the run's id, which is Airflow's
     */
    AirflowRun(OnedagOnAirflow airflow, Pipeline pipeline, String run, String key, boolean keyIsTheirs) {
        this.airflow = airflow;
        this.pipeline = pipeline;
        this.run = run;
        this.key = key;
        this.keyIsTheirs = keyIsTheirs;
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        airflow.watch().look();
        long now = System.nanoTime();
        long end = now + atMost.toNanos();
        long ended = 0;
        while (now < end) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (airflow.watch().state(dag(), run).filter(AirflowRun::isFinal).isPresent()) {
                ended = ended == 0 ? now : ended;
                if (record().filter(each -> each.state().isFinal()).isPresent() || now - ended > SETTLED_NANOS) {
                    return true;
                }
            } else {
                ended = 0;
            }
            LockSupport.parkNanos(LOOK_NANOS);
            now = System.nanoTime();
        }
        return false;
    }

    private static boolean isFinal(String state) {
        return state.equals("success") || state.equals("failed");
    }

    @Override
    public @Nullable ObservedRun read() {
        RunStore store = airflow.store();
        Optional<RunRecord> record = record();
        if (record.isEmpty()) {
            return airflow.watch()
                    .state(dag(), run)
                    .map(state -> new ObservedRun(run, key, ours(state), null, null, List.of()))
                    .orElse(null);
        }
        ObservedRun seen =
                ObservedRun.of(record.get(), store.taskRuns(record.get().id()));
        return keyIsTheirs
                ? new ObservedRun(run, seen.key(), seen.state(), seen.reason(), seen.params(), seen.tasks())
                : seen;
    }

    private static RunState ours(String state) {
        return switch (state) {
            case "queued" -> RunState.QUEUED;
            case "success" -> RunState.SUCCEEDED;
            case "failed" -> RunState.FAILED;
            default -> RunState.RUNNING;
        };
    }

    @Override
    public void cancel() {
        airflow.server().api().markRun(dag(), run, "failed");
        airflow.watch().look();
    }

    @Override
    public void rerun(Pipeline now, String task) {
        try {
            airflow.server().api().clear(Clear.tasks(dag(), run, task).withDownstream());
        } catch (AirflowRefused e) {
            throw new RefusedException(e.getMessage());
        }
        airflow.watch().look();
    }

    @Override
    public List<String> traces() {
        var traces = new ArrayList<String>();
        traces.add(airflow.exported().text(dag()));
        traces.addAll(airflow.server()
                .metadata()
                .query(
                        "select x::text from xcom x where dag_id = ? and run_id = ?",
                        row -> row.getString(1),
                        dag(),
                        run));
        for (TaskInstance each : instances()) {
            for (int number = 1; number <= each.tryNumber(); number++) {
                traces.add(airflow.server().logs().text(dag(), run, each.taskId(), each.mapIndex(), number));
            }
        }
        record().ifPresent(on -> {
            traces.add(on.toString());
            airflow.store().taskRuns(on.id()).forEach(each -> traces.add(each.toString()));
            airflow.store().attempts(on.id()).forEach(each -> traces.add(each.toString()));
        });
        return traces;
    }

    @Override
    public List<String> contradictions() {
        ObservedRun ours = read();
        Optional<DagRun> theirs = airflow.server().metadata().run(dag(), run).filter(DagRun::isFinal);
        return ours == null || theirs.isEmpty()
                ? List.of()
                : BothRecords.contradictions(pipeline, ours, theirs.get(), instances());
    }

    private List<TaskInstance> instances() {
        return airflow.server().metadata().taskInstances(dag(), run);
    }

    private Optional<RunRecord> record() {
        return airflow.store().run(pipeline.name(), key);
    }

    private String dag() {
        return pipeline.name();
    }
}
