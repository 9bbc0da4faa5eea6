package io.onedag.engine;

/** A pipeline's name belongs to the application that registered it first in a store, and another one brought a pipeline of that name. */
public final class PipelineOwnedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pipeline;
    private final String owner;

    public PipelineOwnedException(String pipeline, String owner, String application, String store) {
        super("pipeline " + pipeline + ": in " + store + " this name belongs to the application " + owner + ", not to "
                + application + ". Rename one of the two pipelines, or give the applications stores of their own "
                + "(DATABASE_URL, ONEDAG_SCHEMA)");
        this.pipeline = pipeline;
        this.owner = owner;
    }

    /** The pipeline's name. */
    public String pipeline() {
        return pipeline;
    }

    /** The application that registered it first. */
    public String owner() {
        return owner;
    }
}
