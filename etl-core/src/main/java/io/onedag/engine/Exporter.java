package io.onedag.engine;

import io.onedag.Pipeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes pipelines as files for an engine that isn't on the JVM, whose tasks each call the team's jar. Found by
 * {@link java.util.ServiceLoader}. Thread-safe; reads and writes nothing itself.
 */
public interface Exporter {

    /** The name in {@code --target}: lower case. */
    String name();

    /** The versions of the engine on which its files were proven, oldest first, such as {@code 2.11.2}. */
    List<String> provenVersions();

    /** How well a file does what a pipeline may need, as a rule; {@link #needs} says it for one pipeline. */
    Support support(Capability capability, Options options);

    /**
     * What a pipeline needs of the engine, and how well a file does it: {@link Capability#neededBy} with {@link #support}, unless a target
     * looks at the pipeline more closely. A capability comes several times where it is done otherwise for some of its tasks.
     *
     * @return in the order of the capabilities; what isn't refused can be exported
     */
    default List<Need> needs(Pipeline pipeline, Options options) {
        return Capability.neededBy(pipeline).entrySet().stream()
                .map(need -> new Need(need.getKey(), need.getValue(), support(need.getKey(), options)))
                .toList();
    }

    /**
     * Something that a pipeline needs.
     *
     * @param capability what
     * @param tasks the tasks that need it; none: the pipeline as a whole does
     * @param support how well a file does it for them
     */
    record Need(Capability capability, List<String> tasks, Support support) {

        public Need {
            tasks = List.copyOf(tasks);
        }
    }

    /** What the engine does otherwise for every pipeline, a sentence each. */
    List<String> notes(Options options);

    /**
     * Writes pipelines that are known to be supported. The same pipelines and options give the same bytes.
     *
     * @throws ExportException when the target can't express them; nothing was written
     */
    Export export(List<Source> pipelines, Options options);

    /**
     * For what, and how.
     *
     * @param version the engine's version that the files are for; null: all proven ones
     * @param store whether attempts are put on record in a run store, and outputs read from there
     * @param singleFile whether each file stands for itself, without a shared helper module
     */
    record Options(@Nullable String version, boolean store, boolean singleFile) {

        /** For all proven versions, with a store and a shared helper module. */
        public static final Options DEFAULT = new Options(null, true, false);
    }

    /**
     * A pipeline to export.
     *
     * @param pipeline the pipeline
     * @param inJar whether the jar finds it by its name; otherwise its definition is written beside the file
     */
    record Source(Pipeline pipeline, boolean inJar) {}

    /**
     * What an export writes.
     *
     * @param files in the order in which they are put in place: what others need comes first
     * @param lines single lines that files shared with others have to have
     */
    record Export(List<File> files, List<Line> lines) {

        public Export {
            files = List.copyOf(files);
            lines = List.copyOf(lines);
        }

        /**
         * A file that is the exporter's alone.
         *
         * @param name relative to the folder of the export, with {@code /}
         * @param text its text, with {@code \n}; written as UTF-8
         */
        public record File(String name, String text) {}

        /**
         * A line of a file that others write to as well.
         *
         * @param file its name, relative to the folder of the export
         * @param line added at its end where it is missing
         */
        public record Line(String file, String line) {}
    }

    /** Whether a file was written by this exporter, whatever its version, so that an export may replace or remove it. */
    boolean isOwn(Export.File file);

    /**
     * What becomes of a file of its own that is there already, when the folder also has files of pipelines that aren't exported now. As
     * it is made now, unless it holds something of those others as well.
     *
     * @param there as it is
     * @param made as this export makes it
     * @throws ExportException when both can't be had
     */
    default Export.File merged(Export.File there, Export.File made) {
        return made;
    }

    /**
     * What a person does next with the files; nothing, as by default.
     *
     * @param folder where they are, as a person would type it
     */
    default List<Step> next(Export export, String folder, Options options) {
        return List.of();
    }

    /**
     * Something for a person to do.
     *
     * @param command what to type
     * @param purpose what for, in a few words
     */
    record Step(String command, String purpose) {}

    /** A pipeline that the target can't express although it supports what the pipeline needs, such as two names that become one. */
    final class ExportException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** With pipeline, task, cause and way out, as a user reads it. */
        public ExportException(String message) {
            super(message);
        }
    }
}
