package io.onedag.conformance.airflow;

import static io.onedag.conformance.airflow.RestClient.object;
import static io.onedag.conformance.airflow.RestClient.segment;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Airflow 3's REST API, version 2, with the token of its only user. */
final class Airflow3Api implements AirflowApi {

    private final RestClient rest;
    private @Nullable String token;

    Airflow3Api(URI server, String user, String password) {
        var anonymous = new RestClient(server, () -> "");
        this.rest = new RestClient(URI.create(server + "/api/v2"), () -> "Bearer " + token(anonymous, user, password));
    }

    private synchronized String token(RestClient anonymous, String user, String password) {
        if (token == null) {
            token = (String) anonymous
                    .send("POST", "/auth/token", Map.of("username", user, "password", password))
                    .get("access_token");
        }
        return String.valueOf(token);
    }

    @Override
    public void pause(String dag, boolean paused) {
        rest.send("PATCH", "/dags/" + segment(dag), Map.of("is_paused", paused));
    }

    @Override
    public void trigger(String dag, String run, Map<String, ?> conf, @Nullable Instant logicalDate) {
        var body = new HashMap<String, @Nullable Object>();
        body.put("dag_run_id", run);
        body.put("conf", conf);
        body.put("logical_date", logicalDate == null ? null : logicalDate.toString());
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

    @Override
    public void clear(Clear what) {
        var body = new HashMap<String, Object>();
        body.put("dry_run", false);
        body.put("only_failed", what.onlyFailed());
        if (what.tasks().isEmpty()) {
            rest.send("POST", path(what.dag(), what.run()) + "/clear", body);
            return;
        }
        var tasks = new ArrayList<Object>(what.tasks());
        if (what.mapIndex() >= 0) {
            tasks.replaceAll(task -> List.of(task, what.mapIndex()));
        }
        body.put("task_ids", tasks);
        body.put("dag_run_id", what.run());
        body.put("include_downstream", what.downstream());
        body.put("reset_dag_runs", true);
        rest.send("POST", "/dags/" + segment(what.dag()) + "/clearTaskInstances", body);
    }

    @Override
    public void markRun(String dag, String run, String state) {
        rest.send("PATCH", path(dag, run), Map.of("state", state));
    }

    @Override
    public void markTask(String dag, String run, String task, int mapIndex, String state) {
        String instance = mapIndex < 0 ? "" : "/" + mapIndex;
        rest.send("PATCH", path(dag, run) + "/taskInstances/" + segment(task) + instance, Map.of("new_state", state));
    }

    @Override
    public void deleteRun(String dag, String run) {
        rest.send("DELETE", path(dag, run), null);
    }

    @Override
    public void backfill(Backfill what) {
        rest.send(
                "POST",
                "/backfills",
                Map.of(
                        "dag_id", what.dag(),
                        "from_date", what.from().toString(),
                        "to_date", what.to().toString(),
                        "run_backwards", false,
                        "dag_run_conf", what.conf(),
                        "reprocess_behavior", what.reprocess().name().toLowerCase(Locale.ROOT),
                        "max_active_runs", what.maxActiveRuns()));
    }

    private static String path(String dag, String run) {
        return "/dags/" + segment(dag) + "/dagRuns/" + segment(run);
    }
}
