package io.onedag.cli.drawing.svg;

import java.util.Locale;

/** Writes an SVG document. Colours are attributes, so that any program draws it; a style for dark backgrounds overrides them. */
final class Svg {

    private static final String FONT =
            "Inter, 'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', Arial, 'Noto Sans', 'DejaVu Sans',"
                    + " 'Noto Sans CJK SC', sans-serif";

    private final StringBuilder body = new StringBuilder();

    /** Appends an element with attributes as they are: {@code rect(x="1" …)}. */
    Svg element(String name, String attributes) {
        body.append('<').append(name).append(' ').append(attributes).append("/>\n");
        return this;
    }

    Svg open(String title) {
        body.append("<g>");
        if (!title.isEmpty()) {
            body.append("<title>").append(escape(title)).append("</title>");
        }
        body.append('\n');
        return this;
    }

    Svg close() {
        body.append("</g>\n");
        return this;
    }

    Svg rect(double x, double y, double width, double height, double radius, String attributes) {
        return element(
                "rect",
                "x=\"" + n(x) + "\" y=\"" + n(y) + "\" width=\"" + n(width) + "\" height=\"" + n(height) + "\""
                        + (radius > 0 ? " rx=\"" + n(radius) + "\"" : "") + " " + attributes);
    }

    Svg path(String data, String attributes) {
        return element("path", "d=\"" + data + "\" " + attributes);
    }

    Svg text(double x, double y, double size, String attributes, String text) {
        body.append("<text x=\"").append(n(x)).append("\" y=\"").append(n(y)).append("\" font-size=\"");
        body.append(n(size))
                .append("\" ")
                .append(attributes)
                .append('>')
                .append(escape(text))
                .append("</text>\n");
        return this;
    }

    /**
     * The whole document.
     *
     * @param label what it shows, for those who can't see it
     */
    String document(double width, double height, String label) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + n(Math.ceil(width)) + "\" height=\""
                + n(Math.ceil(height)) + "\" viewBox=\"0 0 " + n(Math.ceil(width)) + " " + n(Math.ceil(height))
                + "\" role=\"img\" aria-label=\"" + escape(label) + "\" font-family=\"" + escape(FONT)
                + "\">\n<style>\n"
                + Palette.darkStyle() + "</style>\n"
                + "<rect class=\"page\" width=\"100%\" height=\"100%\" rx=\"10\" fill=\"" + Palette.PAGE.light()
                + "\"/>\n"
                + body + "</svg>\n";
    }

    /** A number as short as it can be: two decimals at most. */
    static String n(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        text = text.replaceAll("0+$", "").replaceAll("\\.$", "");
        return text.equals("-0") ? "0" : text;
    }

    /** Text as XML: markup escaped, what XML can't hold replaced. */
    static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xfffd);
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t' || c == '\n' || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || c >= 0x10000;
    }
}
