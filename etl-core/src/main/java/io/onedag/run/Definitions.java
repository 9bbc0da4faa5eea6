package io.onedag.run;

import io.onedag.DefinitionException;
import io.onedag.Pipeline;
import io.onedag.Task;
import io.onedag.TaskBody;
import io.onedag.definition.DefinitionDiff;
import io.onedag.definition.DefinitionReader;
import io.onedag.definition.DefinitionWriter;
import io.onedag.engine.RunRecord;
import io.onedag.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The definition that a run keeps: it goes on with the one it started with. */
public final class Definitions {

    private static final String DEFINITION = "definition";
    private static final String FOLDER = "folder";
    private static final String SOURCE = "source";

    private Definitions() {}

    /** A definition as a run keeps it: the document, where it came from, where its relative paths start. */
    public static String write(Pipeline pipeline) {
        var kept = new LinkedHashMap<String, @Nullable Object>();
        Path source = pipeline.source().orElse(null);
        if (source != null) {
            kept.put(SOURCE, source.toAbsolutePath().toString());
        }
        Path folder = pipeline.folder().orElse(null);
        if (folder != null) {
            kept.put(FOLDER, folder.toAbsolutePath().toString());
        }
        kept.put(DEFINITION, Json.parse(DefinitionWriter.write(pipeline)));
        return Json.write(kept);
    }

    /** The file that a run's pipeline was read from; empty: it is a pipeline of the application. */
    public static Optional<Path> source(RunRecord run) {
        return text(run, SOURCE).map(Path::of);
    }

    /**
     * The definition that a run started with.
     *
     * @param now the pipeline as it is defined now, which has the Java code of its tasks; null: there is none
     * @throws InvalidRunException when the present code no longer has what the run needs
     */
    public static Pipeline forRun(RunRecord run, @Nullable Pipeline now) {
        if (now != null && DefinitionWriter.write(now).equals(document(run))) {
            return now;
        }
        return read(run, task -> code(now, task));
    }

    private static Pipeline read(RunRecord run, Function<String, @Nullable Task> code) {
        try {
            return DefinitionReader.readStored(
                    "the definition of run " + run.id(),
                    document(run),
                    text(run, FOLDER).map(Path::of).orElse(null),
                    code);
        } catch (DefinitionException e) {
            throw new InvalidRunException("run " + run.id() + " of pipeline \"" + run.pipeline()
                    + "\" can't go on with the definition it started with:" + System.lineSeparator() + e.getMessage()
                    + System.lineSeparator() + "Start a new run, or go back to the code that it started with");
        }
    }

    /**
     * The definition that a run started with, for a process that executes one task of it: the code of the others may be gone.
     *
     * @param now the pipeline as it is defined now, which has the Java code of the task
     * @throws InvalidRunException when the present code no longer has what the task needs
     */
    public static Pipeline forTask(RunRecord run, Pipeline now, String task) {
        return read(run, each -> each.equals(task) ? code(now, each) : DefinitionReader.NOT_NEEDED);
    }

    /**
     * The definition that a run started with, for those who look at it: tasks of Java code keep their class's name, and can't be executed.
     *
     * @throws InvalidRunException when this version can't read what is on record
     */
    public static Pipeline toShow(RunRecord run) {
        try {
            return DefinitionReader.readStored("the definition of run " + run.id(), document(run));
        } catch (DefinitionException e) {
            throw new InvalidRunException(e.getMessage());
        }
    }

    /** How the present definition differs from the one that a run started with, a line each. */
    public static List<String> differences(RunRecord run, @Nullable Pipeline now) {
        return now == null ? List.of() : DefinitionDiff.between(document(run), DefinitionWriter.write(now));
    }

    private static @Nullable Task code(@Nullable Pipeline now, String task) {
        if (now != null && now.hasTask(task) && now.task(task).body() instanceof TaskBody.Code code) {
            return code.task();
        }
        return null;
    }

    private static String document(RunRecord run) {
        return Json.write(kept(run).get(DEFINITION));
    }

    private static Optional<String> text(RunRecord run, String key) {
        return Optional.ofNullable(kept(run).get(key)).map(Object::toString);
    }

    private static Map<?, ?> kept(RunRecord run) {
        if (Json.parse(run.definition()) instanceof Map<?, ?> kept && kept.containsKey(DEFINITION)) {
            return kept;
        }
        throw new InvalidRunException("run " + run.id() + " has no definition on record that this version can read");
    }
}
