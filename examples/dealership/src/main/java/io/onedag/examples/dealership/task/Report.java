package io.onedag.examples.dealership.task;

import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskResult;
import io.onedag.examples.dealership.domain.Watermark;
import io.onedag.examples.dealership.tables.Ledger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hibernate.Session;

/** Shows what was loaded, and where to look next. */
public final class Report implements Task {

    /** So much of a run's id tells it from runs of other milliseconds. */
    private static final int SHORT_ID = 13;

    private static final Map<?, ?> NOTHING = Map.of("inserted", 0, "updated", 0);

    private static Map<String, String> tables() {
        var tables = new LinkedHashMap<String, String>();
        tables.put("customers", "Customer");
        tables.put("purchases", "Purchase");
        tables.put("disputes", "Dispute");
        return tables;
    }

    @Override
    public TaskResult execute(TaskContext context) throws Exception {
        Map<?, ?> loaded = context.output("load", Map.class);
        Map<?, ?> rejects = context.output("rejects", Map.class);
        Object file = context.output("placeholder");
        Session session = context.resource(Session.class);
        var ledger = new Ledger(session);
        Watermark watermark = ledger.watermark().orElseThrow();

        var lines = new ArrayList<String>();
        lines.add(row("table", "new", "changed", "in all"));
        tables().forEach((table, entity) -> {
            Map<?, ?> rows = loaded.get(entity) instanceof Map<?, ?> counts ? counts : NOTHING;
            lines.add(row(table, rows.get("inserted"), rows.get("updated"), ledger.count(entity)));
        });
        lines.add("watermark: " + watermark.date().map(Object::toString).orElse("none") + ", customer "
                + watermark.lastCustomerId() + ", transaction " + watermark.lastTransactionId()
                + (file == null ? "" : "; also in " + shown(file.toString())));
        if (number(rejects.get("rows")) > 0) {
            lines.add("rows set aside: " + rejects.get("rows") + ", see "
                    + shown(String.valueOf(rejects.get("dataset"))));
        }
        lines.add("look next:");
        lines.addAll(next(context.run().id().toString(), Target.of(session)));
        lines.forEach(context.logger()::info);
        return TaskResult.success();
    }

    private static List<String> next(String run, Target target) {
        String onedag = command();
        var steps = new ArrayList<String>();
        steps.add(step("this run, task by task", onedag + " status " + run.substring(0, SHORT_ID)));
        steps.add(step("all runs", onedag + " runs"));
        steps.add(step("the next business day", onedag + " run dealership"));
        steps.add(step("counts, by YAML", onedag + " run " + yaml()));
        steps.add(
                step("the tables", target.isEmbedded() ? "sqlite3 " + shown(target.file()) : "psql \"$DATABASE_URL\""));
        if (target.isEmbedded()) {
            steps.add(step("PostgreSQL instead", "export DATABASE_URL=postgresql://user:password@host/db"));
            steps.add(step("", onedag + " store migrate"));
        }
        return steps;
    }

    private static String step(String what, String command) {
        return String.format(Locale.ROOT, "  %-24s %s", what, command);
    }

    private static String row(String table, Object inserted, Object updated, Object inAll) {
        return String.format(Locale.ROOT, "%-10s %8s %8s %8s", table, inserted, updated, inAll);
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private static String yaml() {
        Path file = Path.of(System.getProperty("onedag.home", ""), "examples", "dealership", "report.yaml");
        return shown(file.toString());
    }

    /** How to call the command from where this one was called. */
    private static String command() {
        String home = System.getProperty("onedag.home");
        return home == null
                ? "onedag"
                : Path.of(home).equals(Path.of("").toAbsolutePath()) ? "./onedag" : home + "/onedag";
    }

    /** A path, from the working directory where it lies below it. */
    private static String shown(String path) {
        Path here = Path.of("").toAbsolutePath();
        Path file = Path.of(path).toAbsolutePath();
        return (file.startsWith(here) ? here.relativize(file) : file).toString();
    }
}
