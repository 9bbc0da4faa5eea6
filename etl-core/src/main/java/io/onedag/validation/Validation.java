package io.onedag.validation;

import io.onedag.Pipeline;
import io.onedag.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a validation.
 *
 * @param pipeline the pipeline; null when there are errors
 * @param errors what is wrong
 * @param warnings what is legal but probably not meant
 */
public record Validation(@Nullable Pipeline pipeline, List<Problem> errors, List<Problem> warnings) {}
