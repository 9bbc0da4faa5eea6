package io.onedag.cli.drawing.svg;

import io.onedag.TaskState;
import io.onedag.cli.drawing.DrawnWords;
import java.util.Locale;

/** The colours, each for light and for dark. States are told apart by a sign and their name too, never by colour alone. */
final class Palette {

    /** A colour on light and on dark. */
    record Tone(String light, String dark) {}

    static final Tone PAGE = new Tone("#ffffff", "#0d1117");
    static final Tone TEXT = new Tone("#1f2328", "#e6edf3");
    static final Tone MUTED = new Tone("#59636e", "#9198a1");
    static final Tone LINE = new Tone("#8c959f", "#6e7681");
    static final Tone GRID = new Tone("#e4e8ec", "#21262d");
    static final Tone BOX = new Tone("#f6f8fa", "#161b22");
    static final Tone BOX_LINE = new Tone("#afb8c1", "#3d444d");
    static final Tone GROUP = new Tone("#f3f5f8", "#12171e");
    static final Tone ACCENT = new Tone("#4460c8", "#7d93f0");

    private Palette() {}

    /** The strong colour of a state: signs, borders, bars. */
    static Tone strong(TaskState state) {
        String dark = switch (state) {
            case SUCCEEDED -> "#3fb950";
            case FAILED -> "#f85149";
            case UPSTREAM_FAILED -> "#f0883e";
            case SKIPPED -> "#848d97";
            case CANCELLED -> "#ab7df8";
            case RUNNING -> "#4493f8";
            case RETRY_WAIT -> "#d29922";
            case READY -> "#39c5cf";
            case PENDING -> "#656c76";
        };
        return new Tone(DrawnWords.line(state), dark);
    }

    /** The faint colour of a state: what is behind text. */
    static Tone faint(TaskState state) {
        String dark = switch (state) {
            case SUCCEEDED -> "#0f2417";
            case FAILED -> "#2c1416";
            case UPSTREAM_FAILED -> "#2b1a0e";
            case SKIPPED -> "#161b22";
            case CANCELLED -> "#211a35";
            case RUNNING -> "#0c2136";
            case RETRY_WAIT -> "#272008";
            case READY -> "#0d2326";
            case PENDING -> "#0d1117";
        };
        return new Tone(DrawnWords.fill(state), dark);
    }

    /** Attributes that fill with a colour: {@code fill(TEXT, "text")}. */
    static String fill(Tone tone, String name) {
        return "class=\"f-" + name + "\" fill=\"" + tone.light() + "\"";
    }

    static String stroke(Tone tone, String name, double width) {
        return "class=\"s-" + name + "\" fill=\"none\" stroke=\"" + tone.light() + "\" stroke-width=\"" + Svg.n(width)
                + "\"";
    }

    /** Attributes of a shape that is filled in one colour and drawn in another. */
    static String shape(Tone fill, String fillName, Tone line, String lineName, double width) {
        return "class=\"f-" + fillName + " s-" + lineName + "\" fill=\"" + fill.light() + "\" stroke=\"" + line.light()
                + "\" stroke-width=\"" + Svg.n(width) + "\"";
    }

    static String name(TaskState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String faintName(TaskState state) {
        return name(state) + "-faint";
    }

    /** The style that turns all this dark where the viewer is. */
    static String darkStyle() {
        var style = new StringBuilder("@media (prefers-color-scheme: dark) {\n");
        style.append(".page{fill:").append(PAGE.dark()).append("}\n");
        dark(style, "page", PAGE);
        dark(style, "text", TEXT);
        dark(style, "muted", MUTED);
        dark(style, "line", LINE);
        dark(style, "grid", GRID);
        dark(style, "box", BOX);
        dark(style, "box-line", BOX_LINE);
        dark(style, "group", GROUP);
        dark(style, "accent", ACCENT);
        for (TaskState state : TaskState.values()) {
            dark(style, name(state), strong(state));
            dark(style, faintName(state), faint(state));
        }
        return style.append("}\n").toString();
    }

    private static void dark(StringBuilder style, String name, Tone tone) {
        style.append(".f-")
                .append(name)
                .append("{fill:")
                .append(tone.dark())
                .append("}.s-")
                .append(name);
        style.append("{stroke:").append(tone.dark()).append("}\n");
    }
}
