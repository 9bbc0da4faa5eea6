package io.onedag.export.airflow;

import io.onedag.Pipeline;
import io.onedag.definition.DefinitionWriter;
import io.onedag.engine.Capability;
import io.onedag.engine.Exporter;
import io.onedag.engine.Support;
import io.onedag.export.airflow.file.DagFile;
import io.onedag.export.airflow.file.HelperModule;
import io.onedag.export.airflow.wiring.AirflowIds;
import io.onedag.export.airflow.wiring.Wiring;
import io.onedag.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes pipelines as DAG files for Apache Airflow 2.11 and 3: one file a pipeline, which both versions read, and one module that the
 * files import. Each task starts the application's jar.
 */
public final class AirflowExporter implements Exporter {

    private static final String DEFINITION = ".onedag.json";

    /** What a DAG file could not be called, since it stands on the path of modules. */
    private static final Set<String> MODULES = Set.of("airflow", "airflow_local_settings", "onedag_airflow", "plugins");

    @Override
    public String name() {
        return "airflow";
    }

    @Override
    public List<String> provenVersions() {
        return List.of("2.11.2", "3.0.6", "3.1.8", "3.2.2", "3.3.2");
    }

    @Override
    public Support support(Capability capability, Options options) {
        return AirflowSupport.of(capability, options);
    }

    @Override
    public List<Need> needs(Pipeline pipeline, Options options) {
        return AirflowNeeds.of(pipeline, options);
    }

    @Override
    public List<String> notes(Options options) {
        var notes = new ArrayList<String>();
        notes.add(
                "an attempt that is lost with its process counts as one of the task's attempts; max_recoveries has no effect");
        notes.add("a task that is cancelled is shown by Airflow as failed or skipped, or without a state");
        notes.add("a task waits about a second before it starts, and again before a further attempt");
        if (!options.store()) {
            notes.add("Airflow is the only record: onedag runs, status, explain and logs don't show these runs");
        }
        return notes;
    }

    @Override
    public Export export(List<Source> sources, Options options) {
        var files = new ArrayList<Export.File>();
        Map<String, Pipeline> byStem = new LinkedHashMap<>();
        Map<String, Pipeline> byDag = new LinkedHashMap<>();
        if (!options.singleFile()) {
            files.add(new Export.File(HelperModule.FILE, HelperModule.text()));
        }
        for (Source source : sources) {
            Pipeline pipeline = source.pipeline();
            String stem = stem(pipeline);
            requireOwn("the file " + stem + ".py", byStem, stem.toLowerCase(Locale.ROOT), pipeline);
            requireOwn("the DAG " + AirflowIds.id(pipeline.name()), byDag, AirflowIds.id(pipeline.name()), pipeline);
            Texts.check(pipeline);
            if (!source.inJar()) {
                files.add(new Export.File(
                        stem + DEFINITION,
                        DefinitionWriter.writeIndented(pipeline).stripTrailing() + "\n"));
            }
            files.add(new Export.File(stem + ".py", dagFile(source, stem, options)));
        }
        Export.File pools = PoolsFile.of(sources.stream().map(Source::pipeline).toList());
        if (pools != null) {
            files.add(pools);
        }
        return new Export(
                files,
                options.singleFile() ? List.of() : List.of(new Export.Line(".airflowignore", HelperModule.FILE)));
    }

    private String dagFile(Source source, String stem, Options options) {
        Pipeline pipeline = source.pipeline();
        List<Need> needs = needs(pipeline, options);
        for (Need need : needs) {
            if (need.support() instanceof Support.Refused refused) {
                throw new ExportException("pipeline \"" + pipeline.name() + "\""
                        + (need.tasks().isEmpty() ? "" : ", " + String.join(", ", need.tasks())) + ": Airflow can't do "
                        + need.capability().meaning() + ": " + refused.reason() + ". Instead: " + refused.wayOut()
                        + ".");
            }
        }
        var used = new HashSet<>(DagFile.NAMES);
        if (options.singleFile()) {
            used.addAll(HelperModule.words());
        }
        var ids = new AirflowIds(pipeline, used);
        Wiring wiring = Wiring.of(PipelineGraph.of(pipeline), ids);
        return new DagFile(wiring, ids, needs, source.inJar() ? null : stem + DEFINITION, options).text();
    }

    private static void requireOwn(String what, Map<String, Pipeline> taken, String key, Pipeline pipeline) {
        Pipeline other = taken.putIfAbsent(key, pipeline);
        if (other != null) {
            throw new ExportException(
                    "pipelines \"" + other.name() + "\" and \"" + pipeline.name() + "\" would both be " + what
                            + ". Rename one of them; with aliases: [" + pipeline.name() + "] it keeps its history.");
        }
    }

    /** The name of a pipeline's file, without what comes after the dot. */
    private static String stem(Pipeline pipeline) {
        String id = AirflowIds.id(pipeline.name());
        return MODULES.contains(id.toLowerCase(Locale.ROOT)) ? id + "_dag" : id;
    }

    @Override
    public boolean isOwn(Export.File file) {
        String name = file.name();
        String text = file.text();
        return name.equals(HelperModule.FILE) && text.startsWith(HelperModule.MARK)
                || name.equals(PoolsFile.FILE)
                || name.endsWith(DEFINITION) && text.startsWith("{\n  \"format\":")
                || name.endsWith(".py")
                        && text.startsWith(DagFile.MARK)
                        && text.lines().findFirst().orElse("").contains(DagFile.TARGET);
    }

    @Override
    public Export.File merged(Export.File there, Export.File made) {
        return made.name().equals(PoolsFile.FILE) ? PoolsFile.merged(there, made) : made;
    }

    @Override
    public List<Step> next(Export export, String folder, Options options) {
        return NextSteps.of(export, folder, options);
    }
}
