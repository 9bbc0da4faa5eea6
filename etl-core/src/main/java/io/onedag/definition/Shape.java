package io.onedag.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value of a document may be. One object says it twice, so that editors and the reader agree: by reading, and as JSON Schema.
 *
 * @param <T> what is read
 */
interface Shape<T> {

    /** Reads a part; null: it can't be read, and {@code problems} has been told why. */
    @Nullable
    T read(Part part, Problems problems);

    /** The JSON Schema that accepts what {@link #read} accepts, as far as a schema can say it. */
    Map<String, Object> schema(SchemaParts parts);
}
