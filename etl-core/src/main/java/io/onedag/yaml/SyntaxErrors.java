package io.onedag.yaml;

import io.onedag.Location;
import io.onedag.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Says what the YAML parser objects to, in words for people who don't write parsers. */
final class SyntaxErrors {

    private record Explanation(String says, String message, String hint) {}

    private static final List<Explanation> EXPLANATIONS = List.of(
            new Explanation("'\\t(TAB)'", "a tab can't begin a value or indent a line", "indent with spaces"),
            new Explanation("'@'", "a plain value can't begin with @", "put it in quotes"),
            new Explanation("'`'", "a plain value can't begin with `", "put it in quotes"),
            new Explanation("'%'", "a plain value can't begin with %", "put it in quotes"),
            new Explanation(
                    "expected '<document start>'",
                    "something follows after the definition's end",
                    "check the indentation and the quotes"),
            new Explanation("scanning an anchor", "an anchor needs a name", "put a text that begins with & in quotes"),
            new Explanation("scanning an alias", "an alias needs a name", "put a text that begins with * in quotes"),
            new Explanation(
                    "directive",
                    "a line that begins with % can't stand here",
                    "put a text that begins with % in quotes"),
            new Explanation(
                    "incompatible YAML document", "this version of YAML can't be read", "drop the line that names it"),
            new Explanation(
                    "mapping values are not allowed here",
                    "a \":\" can't stand here",
                    "check the indentation; a value with \": \" in it goes in quotes"),
            new Explanation(
                    "could not find expected ':'",
                    "a key without a \":\", or a line that isn't indented as those around it",
                    "write key: value, indented like its neighbours"),
            new Explanation("but got <stream end>", "a bracket or brace is not closed", "close it with ] or }"),
            new Explanation("unexpected end of stream", "a quote is not closed", "close it"),
            new Explanation(
                    "unexpected document separator", "a quote is not closed before the document ends", "close it"),
            new Explanation(
                    "expected ',' or ']'",
                    "a list in brackets goes on without a \",\" or a \"]\"",
                    "separate its elements with commas; put texts with brackets, braces or commas in quotes"),
            new Explanation(
                    "expected ',' or '}'",
                    "a map in braces goes on without a \",\" or a \"}\"",
                    "separate its entries with commas; put texts with brackets, braces or commas in quotes"),
            new Explanation(
                    "expected <block end>",
                    "this line doesn't fit the lines before it",
                    "indent it like its neighbours; a quoted value ends its line"),
            new Explanation(
                    "A simple key is required",
                    "after this, a line doesn't fit the lines before it",
                    "indent it like its neighbours; a quoted value ends its line"),
            new Explanation(
                    "sequence entries are not allowed",
                    "a list can't begin here",
                    "put it on a line of its own, or write it as [a, b]"),
            new Explanation(
                    "unknown escape character",
                    "this escape doesn't exist",
                    "write \\\\ for a backslash, or use single quotes"),
            new Explanation(
                    "escape sequence of", "this escape lacks hexadecimal digits", "write it like \\x41 or \\u0041"),
            new Explanation(
                    "found undefined tag handle",
                    "a tag can't be used: a definition holds data, and no types of its own",
                    "drop it"),
            new Explanation(
                    "is not specific", "an unfinished tag can't be used", "put a text that begins with ! in quotes"));

    private SyntaxErrors() {}

    /**
     * Explains what the parser objects to.
     *
     * @param last where the last value began that could be read
     */
    static Problem explain(Location last, YAMLException e) {
        Location location = last;
        String text = String.valueOf(e.getMessage());
        if (e instanceof MarkedYAMLException marked) {
            Mark mark = marked.getProblemMark() == null ? marked.getContextMark() : marked.getProblemMark();
            location = mark == null ? last : YamlNodes.location(last.file(), mark);
            text = join(marked.getContext(), marked.getProblem());
        }
        for (Explanation explanation : EXPLANATIONS) {
            if (text.contains(explanation.says)) {
                return new Problem(location, explanation.message, explanation.hint);
            }
        }
        return new Problem(location, "not YAML: " + text, "put texts with special characters in quotes");
    }

    private static String join(@Nullable String context, @Nullable String problem) {
        return context == null || context.isBlank() ? String.valueOf(problem) : context.strip() + " " + problem;
    }
}
