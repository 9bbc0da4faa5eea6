package io.onedag.cli.drawing.svg;

import static io.onedag.cli.drawing.svg.Svg.n;

import io.onedag.TaskState;

/** The sign of each state: a disc with a mark that is drawn, not written, so that no font has to have it. */
final class Signs {

    private Signs() {}

    /** Draws the sign of a state around a point. */
    static void draw(Svg svg, TaskState state, double x, double y, double radius) {
        String name = Palette.name(state);
        Palette.Tone tone = Palette.strong(state);
        String circle = "cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(radius) + "\" ";
        double r = radius;
        switch (state) {
            case PENDING, READY -> svg.element("circle", circle + Palette.stroke(tone, name, 1.6));
            case RUNNING -> {
                svg.element("circle", circle + Palette.fill(tone, name));
                mark(
                        svg,
                        "M" + n(x - r * 0.3) + " " + n(y - r * 0.45) + "L" + n(x + r * 0.5) + " " + n(y) + "L"
                                + n(x - r * 0.3) + " " + n(y + r * 0.45) + "Z",
                        true);
            }
            case SUCCEEDED -> {
                svg.element("circle", circle + Palette.fill(tone, name));
                mark(
                        svg,
                        "M" + n(x - r * 0.45) + " " + n(y + r * 0.02) + "L" + n(x - r * 0.12) + " " + n(y + r * 0.36)
                                + "L" + n(x + r * 0.48) + " " + n(y - r * 0.34),
                        false);
            }
            case FAILED -> {
                svg.element("circle", circle + Palette.fill(tone, name));
                double d = r * 0.36;
                mark(
                        svg,
                        "M" + n(x - d) + " " + n(y - d) + "L" + n(x + d) + " " + n(y + d) + "M" + n(x + d) + " "
                                + n(y - d) + "L" + n(x - d) + " " + n(y + d),
                        false);
            }
            case UPSTREAM_FAILED -> {
                svg.element("circle", circle + Palette.fill(tone, name));
                mark(
                        svg,
                        "M" + n(x) + " " + n(y + r * 0.45) + "L" + n(x) + " " + n(y - r * 0.45) + "M" + n(x - r * 0.38)
                                + " " + n(y - r * 0.08) + "L" + n(x) + " " + n(y - r * 0.48) + "L" + n(x + r * 0.38)
                                + " "
                                + n(y - r * 0.08),
                        false);
            }
            case SKIPPED -> {
                svg.element("circle", circle + Palette.fill(tone, name));
                mark(
                        svg,
                        "M" + n(x - r * 0.45) + " " + n(y - r * 0.4) + "L" + n(x - r * 0.02) + " " + n(y) + "L"
                                + n(x - r * 0.45) + " " + n(y + r * 0.4) + "M" + n(x + r * 0.05) + " " + n(y - r * 0.4)
                                + "L"
                                + n(x + r * 0.48) + " " + n(y) + "L" + n(x + r * 0.05) + " " + n(y + r * 0.4),
                        false);
            }
            case CANCELLED -> {
                svg.element("circle", circle + Palette.fill(tone, name));
                mark(svg, "M" + n(x - r * 0.45) + " " + n(y) + "L" + n(x + r * 0.45) + " " + n(y), false);
            }
            case RETRY_WAIT -> {
                svg.element("circle", circle + Palette.fill(tone, name));
                mark(
                        svg,
                        "M" + n(x) + " " + n(y - r * 0.5) + "L" + n(x) + " " + n(y) + "L" + n(x + r * 0.38) + " "
                                + n(y + r * 0.2),
                        false);
            }
        }
    }

    private static void mark(Svg svg, String path, boolean filled) {
        String page = Palette.PAGE.light();
        svg.path(
                path,
                filled
                        ? Palette.fill(Palette.PAGE, "page")
                        : "class=\"s-page\" fill=\"none\" stroke=\"" + page
                                + "\" stroke-width=\"1.7\" stroke-linecap=\"round\" stroke-linejoin=\"round\"");
    }
}
