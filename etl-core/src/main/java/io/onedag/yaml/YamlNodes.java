package io.onedag.yaml;

import io.onedag.DefinitionException;
import io.onedag.Location;
import io.onedag.Problem;
import io.onedag.definition.Node;
import io.onedag.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Makes located nodes of YAML. Reads the parser's events: nothing is constructed, so there is nothing a document could construct. */
final class YamlNodes {

    static final int MAX_DEPTH = 64;

    /** Values of a document, each alias counted with all that it stands for: a bound on the work, whatever the aliases. */
    private static final int MAX_VALUES = 1_000_000;

    private static final int MAX_ALIASES = 10_000;

    /** The longest number; longer ones are no numbers to most readers. */
    private static final int MAX_DIGITS = 400;

    private static final Pattern JSON_NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String file;
    private final ParserImpl parser;
    private final Map<String, Node> anchors = new HashMap<>();
    private final Map<Node, Integer> sizes = new IdentityHashMap<>();
    private int values;
    private int aliases;
    private Location last;

    private YamlNodes(String file, ParserImpl parser) {
        this.file = file;
        this.parser = parser;
        this.last = Location.of(file, 1, 1);
    }

    /**
     * Reads one document.
     *
     * @throws DefinitionException when {@code yaml} is something else; what is wrong first
     */
    static Node parse(String file, String yaml) {
        String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
        Characters.check(file, text);
        var options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setProcessComments(false);
        var nodes = new YamlNodes(file, new ParserImpl(new StreamReader(text), options));
        try {
            return nodes.document();
        } catch (YAMLException e) {
            throw new DefinitionException(List.of(SyntaxErrors.explain(nodes.last, e)));
        }
    }

    private Node document() {
        parser.getEvent(); // the stream
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            throw problem(
                    Location.of(file, 1, 1),
                    "there is no definition in it",
                    "begin with pipeline: NAME and tasks: {…}");
        }
        parser.getEvent(); // the document
        Node root = node(0);
        parser.getEvent(); // the document's end
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            throw problem(
                    location(parser.peekEvent()), "a second document begins here", "write one pipeline in each file");
        }
        return root;
    }

    private Node node(int depth) {
        Event event = parser.getEvent();
        Location location = location(event);
        last = location;
        if (depth > MAX_DEPTH) {
            throw problem(location, "nested deeper than " + MAX_DEPTH + " levels", "flatten it");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias, location);
        }
        count(1, location);
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), location);
            return anchored(scalar, scalar(scalar, location), 1);
        }
        var start = (CollectionStartEvent) event;
        refuseTag(start.getTag(), location);
        if (start.getAnchor() != null) {
            anchors.remove(start.getAnchor());
        }
        int before = values;
        Node collection = start instanceof MappingStartEvent ? mapping(location, depth) : sequence(location, depth);
        return anchored(start, collection, values - before + 1);
    }

    private Node sequence(Location location, int depth) {
        var items = new ArrayList<Node>();
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            items.add(node(depth + 1));
        }
        parser.getEvent();
        return new Node.Sequence(items, location);
    }

    private Node mapping(Location location, int depth) {
        var entries = new LinkedHashMap<String, Node.Entry>();
        var merged = new ArrayList<Node.Mapping>();
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            Location at = location(parser.peekEvent());
            boolean merge = isMerge(parser.peekEvent());
            Node key = node(depth + 1);
            Node value = node(depth + 1);
            if (merge) {
                merged.addAll(merged(value));
                continue;
            }
            String name = key(key, at);
            Node.Entry other = entries.putIfAbsent(name, new Node.Entry(at, value));
            if (other != null) {
                throw problem(
                        at,
                        "the key " + Messages.quote(name) + " is in this map twice; the first is at line "
                                + other.key().line() + ", column " + other.key().column(),
                        "drop or rename one");
            }
        }
        parser.getEvent();
        // What a map says itself goes before what it merges, and an earlier merge before a later one.
        merged.forEach(each -> each.entries().forEach(entries::putIfAbsent));
        return new Node.Mapping(entries, location);
    }

    private static boolean isMerge(Event event) {
        return event instanceof ScalarEvent scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && scalar.getValue().equals("<<");
    }

    private List<Node.Mapping> merged(Node value) {
        if (value instanceof Node.Mapping mapping) {
            return List.of(mapping);
        }
        if (value instanceof Node.Sequence sequence
                && sequence.items().stream().allMatch(Node.Mapping.class::isInstance)) {
            return sequence.items().stream().map(Node.Mapping.class::cast).toList();
        }
        throw problem(
                value.location(),
                "<< merges " + value.describe() + "; it merges a map or a list of maps",
                "write <<: *NAME");
    }

    private String key(Node key, Location at) {
        if (key instanceof Node.Scalar scalar && scalar.value() instanceof String name) {
            return name;
        }
        String hint = key instanceof Node.Scalar scalar && !scalar.isNull()
                ? "write it in quotes: " + Messages.quote(scalar.text())
                : "write a name";
        throw problem(at, "a key is " + key.describe() + "; keys are texts", hint);
    }

    private Node alias(AliasEvent alias, Location location) {
        String name = alias.getAnchor();
        Node node = anchors.get(name);
        if (node == null) {
            throw problem(
                    location,
                    "*" + name + " stands for nothing: no value before it is marked &" + name
                            + ", or it stands within that value",
                    "mark the value with &" + name + ", or put the text in quotes");
        }
        aliases++;
        if (aliases > MAX_ALIASES) {
            throw problem(location, "there are more than " + MAX_ALIASES + " aliases", "write the values out");
        }
        count(sizes.getOrDefault(node, 1), location);
        return node;
    }

    private Node anchored(NodeEvent event, Node node, int size) {
        if (event.getAnchor() != null) {
            anchors.put(event.getAnchor(), node);
            sizes.put(node, size);
        }
        return node;
    }

    private void count(int more, Location location) {
        values += more;
        if (values > MAX_VALUES) {
            throw problem(
                    location,
                    "there are more than " + MAX_VALUES + " values"
                            + (aliases > 0 ? ", each alias counted with all that it stands for" : ""),
                    "split the pipeline, or build it in Java");
        }
    }

    private Node.Scalar scalar(ScalarEvent event, Location location) {
        String text = event.getValue();
        ScalarStyle style = event.getScalarStyle();
        Mark start = event.getStartMark();
        Mark end = event.getEndMark();
        int quotes = style == ScalarStyle.PLAIN ? 0 : 1;
        boolean asWritten = start.getLine() == end.getLine()
                && end.getIndex() - start.getIndex() == text.codePointCount(0, text.length()) + 2 * quotes;
        return new Node.Scalar(
                style == ScalarStyle.PLAIN ? plain(text, location) : wellFormed(text, location),
                text,
                location,
                asWritten ? quotes : -1);
    }

    private @Nullable Object plain(String text, Location location) {
        switch (text) {
            case "", "~", "null":
                return null;
            case "true":
                return true;
            case "false":
                return false;
            default:
        }
        char first = text.charAt(0);
        if (first != '-' && (first < '0' || first > '9')) {
            return wellFormed(text, location);
        }
        var number = text.length() <= MAX_DIGITS ? JSON_NUMBER.matcher(text) : null;
        if (number == null || !number.matches()) {
            return text;
        }
        boolean whole = number.group(1) == null && number.group(2) == null;
        try {
            return Json.normalize(whole ? (Object) new BigInteger(text) : new BigDecimal(text));
        } catch (IllegalArgumentException e) { // also NumberFormatException: an exponent of more than ten digits
            throw problem(location, "the number " + Messages.quote(text) + " is out of range", "put a text in quotes");
        }
    }

    private String wellFormed(String text, Location location) {
        try {
            Json.normalize(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw problem(location, String.valueOf(e.getMessage()), null);
        }
    }

    private void refuseTag(@Nullable String tag, Location location) {
        if (tag != null) {
            throw problem(
                    location,
                    "the tag " + Messages.quote(tag)
                            + " can't be used: a definition holds data, and no types of its own",
                    "drop the tag; a text goes in quotes");
        }
    }

    private Location location(Event event) {
        return location(file, event.getStartMark());
    }

    static Location location(String file, Mark mark) {
        return Location.of(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    static DefinitionException problem(Location location, String message, @Nullable String hint) {
        return new DefinitionException(List.of(new Problem(location, message, hint)));
    }
}
