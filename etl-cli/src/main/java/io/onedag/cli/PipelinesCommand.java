package io.onedag.cli;

import io.onedag.Pipeline;
import io.onedag.cli.terminal.Table;
import io.onedag.cli.terminal.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code onedag pipelines}: the pipelines that are known by name. */
final class PipelinesCommand extends CliCommand {

    private record Listed(
            String name,
            @Nullable Pipeline pipeline,
            @Nullable String error) {}

    PipelinesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void declare(Arguments arguments) {}

    @Override
    String jsonForm() {
        return "[{pipeline, title, description, owner, tags, tasks, schedule: {cron, timezone}, plan_hash, error}]";
    }

    @Override
    public Integer call() {
        var listed = new ArrayList<Listed>();
        for (String name : surroundings.catalog().names()) {
            listed.add(build(name));
        }
        if (json) {
            print(listed.stream().map(PipelinesCommand::document).toList());
        } else {
            show(listed);
        }
        return listed.stream().allMatch(each -> each.error() == null) ? ExitCode.DONE : ExitCode.USAGE;
    }

    /** One that can't be built doesn't hide the others. */
    private Listed build(String name) {
        try {
            return new Listed(name, surroundings.catalog().find(name).orElseThrow(), null);
        } catch (RuntimeException e) {
            return new Listed(name, null, String.valueOf(e.getMessage()));
        }
    }

    private void show(List<Listed> listed) {
        if (listed.isEmpty()) {
            people().println("No pipeline is known by name here; commands also take the path of a YAML file.");
            return;
        }
        var table = new Table()
                .column("PIPELINE")
                .column("TASKS", Table.Align.RIGHT)
                .column("SCHEDULE")
                .column("ABOUT");
        for (Listed each : listed) {
            Pipeline pipeline = each.pipeline();
            if (pipeline == null) {
                table.row(each.name(), "", "", style().red("not valid: ") + Text.oneLine(String.valueOf(each.error())));
            } else {
                table.row(
                        each.name(),
                        String.valueOf(pipeline.tasks().size()),
                        pipeline.schedule()
                                .map(schedule -> schedule.cron() + " " + schedule.zone())
                                .orElse("-"),
                        Text.oneLine(
                                pipeline.description().isEmpty()
                                        ? (pipeline.title().equals(each.name()) ? "" : pipeline.title())
                                        : pipeline.description()));
            }
        }
        table.print(people(), style(), "", columns());
    }

    private static Map<String, @Nullable Object> document(Listed each) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("pipeline", each.name());
        Pipeline pipeline = each.pipeline();
        if (pipeline != null) {
            document.put("title", pipeline.title());
            document.put("description", pipeline.description());
            document.put("owner", pipeline.owner());
            document.put("tags", pipeline.tags());
            document.put("tasks", pipeline.tasks().size());
            document.put(
                    "schedule",
                    pipeline.schedule()
                            .map(schedule -> Documents.of(
                                    "cron",
                                    schedule.cron().toString(),
                                    "timezone",
                                    schedule.zone().getId()))
                            .orElse(null));
            document.put("plan_hash", pipeline.planHash());
        }
        document.put("error", each.error());
        return document;
    }
}
