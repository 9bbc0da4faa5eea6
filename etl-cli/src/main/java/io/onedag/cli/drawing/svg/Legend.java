package io.onedag.cli.drawing.svg;

import io.onedag.TaskState;
import io.onedag.cli.drawing.DrawnWords;
import java.util.Map;

/** The line below a picture that says which sign means what, and how often it is there. */
final class Legend {

    static final double HEIGHT = 22;
    private static final double SIZE = 12;

    private Legend() {}

    static double width(Map<TaskState, Integer> counts) {
        return counts.entrySet().stream()
                .mapToDouble(each -> 40 + Lettering.width(label(each), SIZE))
                .sum();
    }

    /** Draws it with its upper left corner at a point. */
    static void draw(Svg svg, Map<TaskState, Integer> counts, double x, double y) {
        double at = x;
        for (Map.Entry<TaskState, Integer> each : counts.entrySet()) {
            Signs.draw(svg, each.getKey(), at + 7, y + HEIGHT / 2 - 1, 6.5);
            svg.text(at + 20, y + HEIGHT / 2 + 3, SIZE, Palette.fill(Palette.MUTED, "muted"), label(each));
            at += 40 + Lettering.width(label(each), SIZE);
        }
    }

    private static String label(Map.Entry<TaskState, Integer> each) {
        return each.getValue() + " " + DrawnWords.word(each.getKey());
    }
}
