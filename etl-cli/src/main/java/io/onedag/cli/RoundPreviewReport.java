package io.onedag.cli;

import io.onedag.cli.terminal.Table;
import io.onedag.cli.terminal.Text;
import io.onedag.engine.RunRecord;
import io.onedag.run.RoundPreview;
import io.onedag.run.RoundPreview.Then;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells what a resume or a rerun would do. */
final class RoundPreviewReport {

    private static final int MOST_STAYING = 20;

    private RoundPreviewReport() {}

    /**
     * Shows it, and says that nothing was done.
     *
     * @param verb the command: {@code resume} or {@code rerun}
     */
    static void show(CliCommand command, RunRecord run, RoundPreview preview, String verb) {
        if (command.json) {
            command.print(document(run, preview));
            return;
        }
        var out = command.people();
        DefinitionNews.lines(preview.differences()).forEach(line -> out.println(Text.printable(line)));
        if (preview.isEmpty()) {
            out.println("Nothing to " + verb + ": run " + run.id() + " of " + run.pipeline() + " is " + run.state()
                    + ", and all its task runs stay as they are.");
            return;
        }
        var table = new Table().column("TASK").column("STATE").column("THEN").column("WHY");
        long staying = 0;
        List<RoundPreview.TaskRun> tasks = preview.tasks().stream()
                .sorted(Comparator.comparing(RoundPreview.TaskRun::then))
                .toList();
        for (RoundPreview.TaskRun each : tasks) {
            if (each.then() == Then.STAYS && ++staying > MOST_STAYING) {
                continue;
            }
            String label = each.mapIndex() < 0 ? each.task() : each.task() + "[" + each.mapIndex() + "]";
            table.row(label, command.style().state(each.state()), word(command, each.then()), Text.oneLine(each.why()));
        }
        table.print(out, command.style(), "", command.columns());
        if (staying > MOST_STAYING) {
            out.println(command.style().dim("… and " + (staying - MOST_STAYING) + " more that stay"));
        }
        out.println();
        out.println(count(preview, Then.AGAIN) + " would be put back, " + count(preview, Then.GOES_ON)
                + " would go on, "
                + count(preview, Then.STAYS) + " would stay; "
                + (preview.round() > run.round() ? "round " + preview.round() + " would begin" : "no round would begin")
                + ". Nothing was done.");
    }

    private static String word(CliCommand command, Then then) {
        return switch (then) {
            case AGAIN -> command.style().cyan("runs again");
            case GOES_ON -> command.style().cyan("goes on");
            case STAYS -> command.style().dim("stays");
        };
    }

    private static long count(RoundPreview preview, Then then) {
        return preview.tasks().stream().filter(each -> each.then() == then).count();
    }

    private static Map<String, @Nullable Object> document(RunRecord run, RoundPreview preview) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("run_id", run.id().toString());
        document.put("pipeline", run.pipeline());
        document.put("state", run.state().name());
        document.put("round", preview.round());
        document.put("differences", preview.differences());
        List<Map<String, @Nullable Object>> tasks = preview.tasks().stream()
                .map(each -> Documents.of(
                        "task", each.task(),
                        "map_index", each.mapIndex() < 0 ? null : each.mapIndex(),
                        "state", each.state().name(),
                        "then", each.then().name().toLowerCase(Locale.ROOT),
                        "why", each.why()))
                .toList();
        document.put("tasks", tasks);
        return document;
    }
}
