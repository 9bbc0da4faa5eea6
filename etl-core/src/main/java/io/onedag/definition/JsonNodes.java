package io.onedag.definition;

import io.onedag.DefinitionException;
import io.onedag.Location;
import io.onedag.Problem;
import io.onedag.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON as located nodes. */
final class JsonNodes {

    private static final int MAX_DEPTH = 500;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 2)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String file;
    private final JsonParser parser;

    private JsonNodes(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * Reads one JSON value.
     *
     * @throws DefinitionException when {@code text} is something else
     */
    static Node parse(String file, String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw problem(Location.of(file, 1, 1), "there is nothing in it");
            }
            var nodes = new JsonNodes(file, parser);
            Node root = nodes.read(first, 0);
            if (parser.nextToken() != null) {
                throw problem(nodes.here(), "more than one JSON value");
            }
            return root;
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw problem(
                    at == null ? Location.of(file, 0, 0) : Location.of(file, at.getLineNr(), at.getColumnNr()),
                    "not JSON: " + e.getOriginalMessage());
        }
    }

    private Node read(JsonToken token, int depth) {
        Location location = here();
        if (depth > MAX_DEPTH) {
            throw problem(location, "nested deeper than " + MAX_DEPTH + " levels");
        }
        return switch (token) {
            case START_OBJECT -> {
                var entries = new LinkedHashMap<String, Node.Entry>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    Location key = here();
                    entries.put(parser.currentName(), new Node.Entry(key, read(parser.nextToken(), depth + 1)));
                }
                yield new Node.Mapping(entries, location);
            }
            case START_ARRAY -> {
                var items = new ArrayList<Node>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    items.add(read(next, depth + 1));
                }
                yield new Node.Sequence(items, location);
            }
            default -> {
                try {
                    Object value = Json.normalize(value(token));
                    yield new Node.Scalar(value, parser.getString(), location, value instanceof String ? -1 : 0);
                } catch (IllegalArgumentException e) {
                    throw problem(location, String.valueOf(e.getMessage()));
                }
            }
        };
    }

    private @Nullable Object value(JsonToken token) {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            default -> parser.getString();
        };
    }

    private Location here() {
        TokenStreamLocation at = parser.currentTokenLocation();
        return Location.of(file, at.getLineNr(), at.getColumnNr());
    }

    private static DefinitionException problem(Location location, String message) {
        return new DefinitionException(List.of(new Problem(location, message, null)));
    }
}
