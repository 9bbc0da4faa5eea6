package io.onedag.testkit.conformance.probe;

import io.onedag.Task;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import io.onedag.engine.TaskType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code probe}: does what its settings say, and keeps a {@link Journal} of it. What the scenarios' pipelines are made of. */
public final class ProbeType implements TaskType {

    /** How a probe ends. */
    enum Does {
        /** It succeeds. */
        SUCCEED,
        /** It says that it failed, and that another attempt may help. */
        FAIL,
        /** It says that it failed for good. */
        FATAL,
        /** It says that there is nothing to do. */
        SKIP,
        /** It throws an exception. */
        THROW,
        /** It throws one that says it is fatal. */
        THROW_FATAL,
        /** It throws one that says it skips. */
        THROW_SKIP,
        /** It throws an error. */
        THROW_ERROR,
        /** It answers with a number that JSON doesn't have. */
        ANSWER_NAN,
        /** It answers with a number that no double reaches. */
        ANSWER_HUGE,
        /** It answers with half a character. */
        ANSWER_SURROGATE,
        /** It answers with what is no JSON value. */
        ANSWER_OBJECT,
        /** It returns null. */
        ANSWER_NOTHING,
        /** Its process is gone at once. Only for runs in a process to kill. */
        HALT;

        String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<Setting> SETTINGS = List.of(
            Setting.optional("output", Kind.VALUE, null, "What it answers with."),
            Setting.optional("bytes", Kind.INTEGER, null, "It answers with a text of so many bytes as JSON."),
            Setting.optional("branch", Kind.TEXT_LIST, null, "The successors that it chooses."),
            Setting.optional("see", Kind.VALUE, null, "What it notes in its journal."),
            Setting.optional("digest", Kind.TEXT, null, "It notes the SHA-256 of this text in its journal."),
            Setting.optional("does", Kind.TEXT, Does.SUCCEED.setting(), "How it ends.")
                    .oneOf(Arrays.stream(Does.values()).map(Does::setting).toArray(String[]::new)),
            Setting.optional("first", Kind.TEXT, null, "How the first attempt of a round ends instead.")
                    .oneOf(Arrays.stream(Does.values()).map(Does::setting).toArray(String[]::new)),
            Setting.optional("times", Kind.INTEGER, null, "In so many attempts of a round; it succeeds in later ones."),
            Setting.optional("until", Kind.TEXT, null, "While this gate is closed; it succeeds once it is open."),
            Setting.optional("then", Kind.VALUE, null, "What it answers with once that gate is open."),
            Setting.optional("message", Kind.TEXT, "as it was told to", "Why it fails or skips."),
            Setting.optional("gate", Kind.TEXT, null, "It waits for this gate."),
            Setting.optional("sleep", Kind.DURATION, null, "It takes so long."),
            Setting.optional("stubborn", Kind.BOOLEAN, false, "It ignores interrupts."),
            Setting.optional(
                    "grandchild",
                    Kind.BOOLEAN,
                    false,
                    "It runs a process that starts another one, until that gate is open."),
            Setting.optional("log", Kind.TEXT, null, "It logs this."),
            Setting.optional("rows", Kind.INTEGER, 0, "It counts so many rows out."),
            Setting.optional("reads", Kind.TEXT, null, "It reads the output of this task by its name."),
            Setting.optional("notes", Kind.TEXT_LIST, null, "It notes what its context says of these."),
            Setting.optional(
                    "passes", Kind.TEXT_LIST, null, "It passes these texts to a process, and notes what that got."),
            Setting.optional(
                    "writes",
                    Kind.TEXT_LIST,
                    null,
                    "It writes these rows to a dataset, and answers with its reference."),
            Setting.optional("dataset", Kind.TEXT, null, "It notes the dataset that is the output of this task."),
            Setting.optional(
                    "sql", Kind.TEXT_LIST, null, "Statements that it executes; a query's first value is its output."));

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public String description() {
        return "Does what its settings say, and keeps a journal of it.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public Task create(TaskSettings with) {
        return new ProbeTask(with);
    }
}
