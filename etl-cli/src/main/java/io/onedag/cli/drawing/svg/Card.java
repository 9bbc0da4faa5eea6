package io.onedag.cli.drawing.svg;

import static io.onedag.cli.drawing.svg.Svg.n;

import io.onedag.TaskDefinition;
import io.onedag.TaskState;
import io.onedag.cli.drawing.DrawnWords;
import io.onedag.cli.drawing.RunLook.TaskLook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The box of one task. */
final class Card {

    private static final double NAME = 13;
    private static final double SMALL = 11;
    private static final double LEAST = 132;
    private static final double MOST = 252;
    private static final double LEFT = 36;
    private static final double RIGHT = 14;

    private final List<TaskDefinition> tasks;
    private final TaskDefinition task;
    private final @Nullable TaskLook look;
    private final List<String> name;
    private final String about;
    private double width;

    private Card(List<TaskDefinition> tasks, @Nullable TaskLook look) {
        this.tasks = tasks;
        this.task = tasks.get(0);
        this.look = look;
        double room = MOST - LEFT - RIGHT;
        this.name = names(tasks, room);
        String kind = DrawnWords.of(task, look);
        this.about = Lettering.fit(
                tasks.size() == 1 || look != null ? kind : tasks.size() + " tasks · " + kind, SMALL, room);
        double text = Lettering.width(about, SMALL);
        for (String line : name) {
            text = Math.max(text, Lettering.width(line, NAME));
        }
        this.width = Math.max(LEAST, Math.min(MOST, text + LEFT + RIGHT));
    }

    /**
     * A card of a task, or of several that are drawn as one.
     *
     * @param look how they stand together
     */
    static Card of(List<TaskDefinition> tasks, @Nullable TaskLook look) {
        return new Card(tasks, look);
    }

    private static List<String> names(List<TaskDefinition> tasks, double room) {
        String first = tasks.get(0).name();
        return tasks.size() == 1
                ? Lettering.twoLines(first, NAME, room)
                : List.of(
                        Lettering.fit(first, NAME, room),
                        Lettering.fit("… " + tasks.get(tasks.size() - 1).name(), NAME, room));
    }

    private boolean isSeveral() {
        return tasks.size() > 1 || task.isMapped();
    }

    @Nullable
    String group() {
        return task.group();
    }

    @Nullable
    TaskLook look() {
        return look;
    }

    double width() {
        return width;
    }

    /** Makes it as wide as the widest. */
    void widen(double to) {
        width = Math.max(width, to);
    }

    double height() {
        return 30 + 16 * name.size();
    }

    private String tooltip() {
        var lines = new ArrayList<String>();
        lines.add(
                tasks.size() == 1
                        ? task.name()
                        : tasks.size() + " tasks: "
                                + tasks.stream().map(TaskDefinition::name).collect(Collectors.joining(", ")));
        lines.add(DrawnWords.of(task, null));
        if (!task.description().isEmpty()) {
            lines.add(task.description());
        }
        if (look != null) {
            lines.add(DrawnWords.of(task, look));
        }
        return String.join("\n", lines);
    }

    void draw(Svg svg, double x, double y) {
        TaskState state = look == null ? null : look.state();
        boolean strange = state == TaskState.SKIPPED || state == TaskState.PENDING || state == TaskState.CANCELLED;
        Palette.Tone fill = state == null ? Palette.BOX : Palette.faint(state);
        Palette.Tone line = state == null ? Palette.BOX_LINE : Palette.strong(state);
        String shape = Palette.shape(
                        fill,
                        state == null ? "box" : Palette.faintName(state),
                        line,
                        state == null ? "box-line" : Palette.name(state),
                        state == TaskState.FAILED ? 1.8 : 1.3)
                + (strange ? " stroke-dasharray=\"5 3\"" : "");
        svg.open(tooltip());
        if (isSeveral()) {
            svg.rect(x + 6, y + 6, width, height(), 8, shape);
            svg.rect(x + 3, y + 3, width, height(), 8, shape);
        }
        svg.rect(x, y, width, height(), 8, shape);
        double middle = y + height() / 2;
        if (state != null) {
            Signs.draw(svg, state, x + 19, middle, 8);
        } else {
            kind(svg, x + 19, middle);
        }
        double text = y + 20;
        String named = "font-weight=\"600\" " + Palette.fill(Palette.TEXT, "text");
        for (String each : name) {
            svg.text(x + LEFT, text, NAME, named, each);
            text += 16;
        }
        svg.text(x + LEFT, text, SMALL, Palette.fill(Palette.MUTED, "muted"), about);
        if (look != null && look.instances().size() > 1) {
            bar(svg, look.instances(), x + LEFT, y + height() - 7);
        }
        svg.close();
    }

    /** What kind of task it is: a branch a diamond, a mapped one a stack, all others a dot. */
    private void kind(Svg svg, double x, double y) {
        String accent = Palette.fill(Palette.ACCENT, "accent");
        if (task.isBranching()) {
            svg.path("M" + n(x) + " " + n(y - 8) + "l8 8l-8 8l-8 -8z", accent);
        } else if (isSeveral()) {
            for (int i = 0; i < 3; i++) {
                svg.rect(x - 7, y - 7 + i * 5.5, 14, 3.4, 1.5, accent);
            }
        } else {
            svg.element("circle", "cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"5.5\" " + accent);
        }
    }

    private void bar(Svg svg, Map<TaskState, Integer> instances, double x, double y) {
        int all = instances.values().stream().mapToInt(Integer::intValue).sum();
        double room = width - LEFT - RIGHT;
        double at = x;
        for (Map.Entry<TaskState, Integer> each : instances.entrySet()) {
            double part = room * each.getValue() / all;
            svg.rect(
                    at,
                    y,
                    Math.max(part, 1),
                    3,
                    0,
                    Palette.fill(Palette.strong(each.getKey()), Palette.name(each.getKey())));
            at += part;
        }
    }
}
