package io.onedag.conformance.airflow;

import static io.onedag.conformance.airflow.RestClient.object;
import static io.onedag.conformance.airflow.RestClient.segment;

import io.onedag.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Airflow 2's REST API, and its commands where that falls short of the buttons. */
final class Airflow2Api implements AirflowApi {

    private static final Duration BACKFILL_LIMIT = Duration.ofMinutes(5);

    /** What the button in the task's window does. */
    private static final String CLEAR = """
            import json, os
            from airflow.models.dagbag import DagBag
            from airflow.models.dagrun import DagRun

            what = json.loads(os.environ["CLEAR"])
            dag = DagBag(read_dags_from_db=True).get_dag(what["dag"])
            date = DagRun.find(dag_id=what["dag"], run_id=what["run"])[0].logical_date
            tasks = dag.task_ids
            if what["tasks"]:
                chosen = dag.partial_subset(set(what["tasks"]), include_downstream=what["downstream"], include_upstream=False)
                tasks = [(id, what["map_index"]) if id in what["tasks"] and what["map_index"] >= 0 else id for id in chosen.task_ids]
            dag.clear(task_ids=tasks, start_date=date, end_date=date, only_failed=what["only_failed"])
            """;

    private final RestClient rest;
    private final Metadata metadata;
    private final AirflowCommand command;

    Airflow2Api(URI server, String user, String password, Metadata metadata, AirflowCommand command) {
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.rest = new RestClient(URI.create(server + "/api/v1"), () -> "Basic " + credentials);
        this.metadata = metadata;
        this.command = command;
    }

    @Override
    public void pause(String dag, boolean paused) {
        rest.send("PATCH", "/dags/" + segment(dag), Map.of("is_paused", paused));
    }

    @Override
    public void trigger(String dag, String run, Map<String, ?> conf, @Nullable Instant logicalDate) {
        var body = new HashMap<String, Object>();
        body.put("dag_run_id", run);
        body.put("conf", conf);
        if (logicalDate != null) {
            body.put("logical_date", logicalDate.toString());
        }
        rest.send("POST", "/dags/" + segment(dag) + "/dagRuns", body);
    }

    @Override
    public void triggerFor(String dag, String run, Map<String, ?> conf, Instant start, Instant end) {
        var body = new HashMap<String, Object>();
        body.put("dag_run_id", run);
        body.put("conf", conf);
        body.put("logical_date", start.toString());
        body.put("data_interval_start", start.toString());
        body.put("data_interval_end", end.toString());
        rest.send("POST", "/dags/" + segment(dag) + "/dagRuns", body);
    }

    @Override
    public Map<String, Object> conf(String dag, String run) {
        return object(rest.send("GET", path(dag, run), null).get("conf"));
    }

    /** By REST, which leaves a running task as it is and can't name a mapped instance: these two as the button does. */
    @Override
    public void clear(Clear what) {
        boolean running =
                metadata.taskInstances(what.dag(), what.run()).stream().anyMatch(each -> each.isIn("running"));
        if (running || what.mapIndex() >= 0) {
            command.python(
                    CLEAR,
                    Map.of(
                            "CLEAR",
                            Json.write(Map.of(
                                    "dag", what.dag(),
                                    "run", what.run(),
                                    "tasks", what.tasks(),
                                    "map_index", what.mapIndex(),
                                    "downstream", what.downstream(),
                                    "only_failed", what.onlyFailed()))));
            return;
        }
        var body = new HashMap<String, Object>();
        body.put("dry_run", false);
        body.put("only_failed", what.onlyFailed());
        body.put("reset_dag_runs", true);
        body.put("dag_run_id", what.run());
        body.put("include_downstream", what.downstream());
        if (!what.tasks().isEmpty()) {
            body.put("task_ids", what.tasks());
        }
        rest.send("POST", "/dags/" + segment(what.dag()) + "/clearTaskInstances", body);
    }

    @Override
    public void markRun(String dag, String run, String state) {
        rest.send("PATCH", path(dag, run), Map.of("state", state));
    }

    @Override
    public void markTask(String dag, String run, String task, int mapIndex, String state) {
        String instance = mapIndex < 0 ? "" : "/" + mapIndex;
        rest.send(
                "PATCH",
                path(dag, run) + "/taskInstances/" + segment(task) + instance,
                Map.of("dry_run", false, "new_state", state));
    }

    @Override
    public void deleteRun(String dag, String run) {
        rest.send("DELETE", path(dag, run), null);
    }

    @Override
    public void backfill(Backfill what) {
        var arguments = new ArrayList<>(List.of(
                "dags",
                "backfill",
                what.dag(),
                "--start-date",
                what.from().toString(),
                "--end-date",
                what.to().toString()));
        if (!what.conf().isEmpty()) {
            arguments.addAll(List.of("--conf", Json.write(what.conf())));
        }
        switch (what.reprocess()) {
            case NONE -> {}
            case FAILED -> arguments.add("--rerun-failed-tasks");
            case COMPLETED -> arguments.addAll(List.of("--reset-dagruns", "--yes"));
        }
        command.run(BACKFILL_LIMIT, arguments.toArray(String[]::new));
    }

    private static String path(String dag, String run) {
        return "/dags/" + segment(dag) + "/dagRuns/" + segment(run);
    }
}
