package io.onedag.expr;

import java.util.List;

/**
 * What an expression names: {@code ${params.day}} is kind {@link Kind#PARAM}, name {@code day}, no path.
 *
 * @param kind where the value comes from
 * @param name the parameter, task, field of the run, variable or secret; empty for {@code item}, {@code item_index} and
 *     {@code attempt}
 * @param path the way into the value: object keys and array indexes
 * @param text as written, without {@code ${}}
 */
public record Reference(Kind kind, String name, List<String> path, String text) {

    /** Where a value comes from. */
    public enum Kind {
        /** A parameter of the run. */
        PARAM,
        /** The output of an upstream task. */
        TASK_OUTPUT,
        /** A field of the run: {@code id}, {@code key}, {@code interval_start}, {@code interval_end}. */
        RUN,
        /** The element of a mapped instance. */
        ITEM,
        /** The index of a mapped instance. */
        ITEM_INDEX,
        /** The attempt's number. */
        ATTEMPT,
        /** An environment variable. */
        ENV,
        /** A secret. */
        SECRET
    }

    public Reference {
        path = List.copyOf(path);
    }
}
