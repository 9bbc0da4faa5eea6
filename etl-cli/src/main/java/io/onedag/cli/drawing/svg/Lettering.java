package io.onedag.cli.drawing.svg;

import java.util.ArrayList;
import java.util.List;

/**
 * How wide text is, without a font at hand: the advance widths of Helvetica, with a margin for the wider fonts that a viewer may have.
 */
final class Lettering {

    private static final double MARGIN = 1.14;
    private static final int FIRST = 32;

    /** Thousandths of an em for the characters from 32 to 126. */
    private static final int[] ADVANCES = {
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
                556,
        556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556,
                833,
        722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500,
                556,
        556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500,
                334,
        260, 334, 584
    };

    private Lettering() {}

    /** The width of a text in a size, a little more than it needs. */
    static double width(String text, double size) {
        return text.codePoints().mapToDouble(Lettering::advance).sum() * size * MARGIN;
    }

    private static double advance(int c) {
        if (c >= FIRST && c < FIRST + ADVANCES.length) {
            return ADVANCES[c - FIRST] / 1000.0;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return c >= 0x1100 && (c < 0x2000 || c >= 0x2e80) ? 1 : 0.62;
    }

    /** The text, cut to a width; what is cut off is shown as {@code …}. */
    static String fit(String text, double size, double width) {
        if (width(text, size) <= width) {
            return text;
        }
        int[] all = text.codePoints().toArray();
        int length = all.length;
        while (length > 1 && width(new String(all, 0, length) + "…", size) > width) {
            length--;
        }
        return new String(all, 0, length).stripTrailing() + "…";
    }

    /** The text in at most two lines, broken after a {@code _} or {@code -} where that can be; the second is cut. */
    static List<String> twoLines(String text, double size, double width) {
        if (width(text, size) <= width) {
            return List.of(text);
        }
        int[] all = text.codePoints().toArray();
        int most = all.length - 1;
        while (most > 1 && width(new String(all, 0, most), size) > width) {
            most--;
        }
        int cut = most;
        for (int i = most; i > most / 2; i--) {
            if (all[i - 1] == '_' || all[i - 1] == '-' || all[i - 1] == ' ') {
                cut = i;
                break;
            }
        }
        var lines = new ArrayList<String>();
        lines.add(new String(all, 0, cut));
        lines.add(fit(new String(all, cut, all.length - cut), size, width));
        return lines;
    }
}
