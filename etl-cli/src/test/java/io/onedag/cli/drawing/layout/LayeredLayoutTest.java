package io.onedag.cli.drawing.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.cli.drawing.layout.LayeredLayout.Area;
import io.onedag.cli.drawing.layout.LayeredLayout.Box;
import io.onedag.cli.drawing.layout.LayeredLayout.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the graph: boxes lie apart, edges point one way, and a group's area holds its own boxes alone. */
class LayeredLayoutTest {

    @ParameterizedTest
    @CsvSource({"1,0,1", "2,0,2", "12,0,3", "12,3,4", "40,4,5", "120,6,6", "300,0,7", "300,9,8"})
    void boxes_lie_apart_edges_point_forward_and_groups_hold_their_own(int size, int groups, long seed) {
        var random = new Random(seed);
        var boxes = new ArrayList<Box>();
        var edges = new ArrayList<Edge>();
        for (int i = 0; i < size; i++) {
            int group = groups > 0 && random.nextInt(3) > 0 ? random.nextInt(groups) : -1;
            boxes.add(new Box(100, 30 + random.nextInt(30), group));
            for (int k = 0; i > 0 && k < random.nextInt(4); k++) {
                var edge = new Edge(Math.max(0, i - 1 - random.nextInt(12)), i);
                if (!edges.contains(edge)) {
                    edges.add(edge);
                }
            }
        }
        int[] order = IntStream.range(0, size).toArray();
        var input = new LayeredLayout.Input(boxes, edges, order, 80, 20, 14, 14, true);
        LayeredLayout.Result result = LayeredLayout.of(input);
        List<Area> areas = result.boxes();
        for (int i = 0; i < size; i++) {
            Area area = areas.get(i);
            assertThat(area.along()).isBetween(-0.001, result.along());
            assertThat(area.across()).isGreaterThanOrEqualTo(-0.001);
            assertThat(area.across() + area.acrossSize()).isLessThanOrEqualTo(result.across() + 0.001);
            for (int k = i + 1; k < size; k++) {
                assertThat(overlap(area, areas.get(k))).as("%d and %d", i, k).isFalse();
            }
            int group = boxes.get(i).group();
            int box = i;
            result.groups()
                    .forEach((other, around) -> assertThat(overlap(area, around))
                            .as("box %d of group %d and group %d", box, group, other)
                            .isEqualTo(other == group));
        }
        for (int e = 0; e < edges.size(); e++) {
            var route = result.routes().get(e);
            assertThat(route.size()).isEven();
            for (int p = 1; p < route.size(); p++) {
                assertThat(route.get(p).along())
                        .isGreaterThanOrEqualTo(route.get(p - 1).along());
            }
            Area from = areas.get(edges.get(e).from());
            Area to = areas.get(edges.get(e).to());
            assertThat(route.get(0).along()).isEqualTo(from.along() + from.alongSize());
            assertThat(route.get(route.size() - 1).along()).isEqualTo(to.along());
        }
        assertThat(LayeredLayout.of(input)).as("the same again").isEqualTo(result);
    }

    private static boolean overlap(Area one, Area other) {
        double small = 0.001;
        return one.along() + small < other.along() + other.alongSize()
                && other.along() + small < one.along() + one.alongSize()
                && one.across() + small < other.across() + other.acrossSize()
                && other.across() + small < one.across() + one.acrossSize();
    }
}
