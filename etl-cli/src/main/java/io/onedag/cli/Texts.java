package io.onedag.cli;

/** Words of the help that several commands say. */
final class Texts {

    static final String PIPELINE =
            "A pipeline's name, or the path of a definition (YAML, or .onedag.json). May be left out"
                    + " where there is only one pipeline.";

    static final String RUN =
            "A run's id, the beginning of one (at least 4 characters), or a pipeline's name: its latest run.";

    static final String RUN_KEY = "The key of the run, where RUN is a pipeline's name. Default: the latest run.";

    static final String DEFINITION_NOW =
            "Today's definition, to compare with the one that the run started with and goes on with. Default: the"
                    + " pipeline known by that name, if there is one.";

    private Texts() {}
}
