package io.onedag.cli;

import io.onedag.engine.RunFilter;
import io.onedag.engine.RunRecord;
import io.onedag.engine.RunStore;
import io.onedag.engine.ShellCommand;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the run that an argument {@code RUN} means: an id, the beginning of one, or a pipeline's latest run. */
final class RunFinder {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern PREFIX = Pattern.compile("[0-9a-f-]{4,36}");
    private static final int LISTED = 5;
    private static final int SHORTEST = 13;

    private final RunStore store;

    RunFinder(RunStore store) {
        this.store = store;
    }

    /**
     * Finds it.
     *
     * @param argument an id, the beginning of one (at least 4 characters), or a pipeline's name
     * @param key of the run, where {@code argument} is a pipeline's name; null: its latest
     * @throws UsageException when there is none, or more than one
     */
    RunRecord find(String argument, @Nullable String key) {
        if (key != null) {
            return store.run(argument, key)
                    .orElseThrow(() -> new UsageException(
                            "pipeline \"" + argument + "\" has no run with key \"" + key + "\"",
                            ShellCommand.onedag("runs", "--pipeline", argument) + " lists its runs"));
        }
        String id = argument.toLowerCase(Locale.ROOT);
        if (ID.matcher(id).matches()) {
            return store.run(UUID.fromString(id)).orElseThrow(() -> none(argument));
        }
        if (PREFIX.matcher(id).matches()) {
            List<RunRecord> found = store.runsByIdPrefix(id, LISTED + 1);
            if (found.size() == 1) {
                return whole(found.get(0), argument);
            }
            if (found.size() > 1) {
                throw new UsageException(
                        "several runs begin with " + argument,
                        found.stream()
                                .limit(LISTED)
                                .map(run -> run.id() + " (" + run.pipeline() + ", " + run.state() + ")")
                                .collect(Collectors.joining("\n        ")));
            }
        }
        return store.runs(new RunFilter(argument, null, 1)).stream()
                .findFirst()
                .map(run -> whole(run, argument))
                .orElseThrow(() -> none(argument));
    }

    /**
     * Finds it, or the latest run of all where nothing is said.
     *
     * @throws UsageException when there is none, or more than one
     */
    RunRecord findOrLatest(@Nullable String argument, @Nullable String key) {
        if (argument != null) {
            return find(argument, key);
        }
        if (key != null) {
            throw new UsageException("--run-key needs a pipeline", "give its name: RUN is the pipeline of that key");
        }
        return store.runs(new RunFilter(null, null, 1)).stream()
                .findFirst()
                .flatMap(run -> store.run(run.id()))
                .orElseThrow(() -> new UsageException(
                        "there are no runs yet in " + store.describe(),
                        ShellCommand.onedag("run", "PIPELINE") + " starts one"));
    }

    /** Lists leave the definition out. */
    private RunRecord whole(RunRecord run, String argument) {
        return store.run(run.id()).orElseThrow(() -> none(argument));
    }

    private static UsageException none(String argument) {
        return new UsageException(
                "there is no run \"" + argument + "\" on record, and no run of a pipeline of that name",
                ShellCommand.onedag("runs") + " lists what there is");
    }

    /** The shortest beginning that tells a run from the others in a list: at least the time in its id. */
    static String shortId(RunRecord run, List<RunRecord> among) {
        String id = run.id().toString();
        int length = SHORTEST;
        for (RunRecord other : among) {
            String otherId = other.id().toString();
            while (!otherId.equals(id) && length < id.length() && otherId.startsWith(id.substring(0, length))) {
                length++;
            }
        }
        return id.substring(0, length);
    }
}
