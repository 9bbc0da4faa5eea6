package io.onedag.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnifiedDiffTest {

    @TempDir
    Path folder;

    @Test
    void texts_that_are_the_same_do_not_differ() {
        assertThat(UnifiedDiff.of("a\nb\n", "a\nb\n", 10)).isEmpty();
        assertThat(UnifiedDiff.of("", "", 10)).isEmpty();
    }

    @Test
    void changes_stand_in_their_context() {
        assertThat(UnifiedDiff.of("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n", 100))
                .containsExactly("@@ -2,8 +2,9 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8", " 9", "+10");
        assertThat(UnifiedDiff.of("", "a\n", 10)).containsExactly("@@ -0,0 +1,1 @@", "+a");
        assertThat(UnifiedDiff.of("a", "a\n", 10)).containsExactly("@@ -1,1 +1,1 @@", "-a (no end of line)", "+a");
    }

    @Test
    void long_ones_are_cut() {
        assertThat(UnifiedDiff.of("", "a\n".repeat(50), 3))
                .containsExactly("@@ -0,0 +1,50 @@", "+a", "+a", "… 48 more lines");
    }

    @Test
    void very_different_texts_are_told_as_one_block() {
        String there = numbers(0, 3_000);
        String made = numbers(10_000, 13_000);
        assertThat(UnifiedDiff.of(there, made, 10_000)).hasSize(6_001).startsWith("@@ -1,3000 +1,3000 @@", "-0");
    }

    private static String numbers(int from, int to) {
        return java.util.stream.IntStream.range(from, to)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void patch_makes_one_text_of_the_other() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/patch")), "patch is here");
        var random = new Random(7);
        for (int i = 0; i < 30; i++) {
            String there = text(random, "");
            String made = text(random, there);
            Path file = Files.writeString(folder.resolve("file"), there);
            List<String> diff = UnifiedDiff.of(there, made, Integer.MAX_VALUE);
            if (diff.isEmpty()) {
                assertThat(made).isEqualTo(there);
                continue;
            }
            Process patch = new ProcessBuilder("/usr/bin/patch", "--quiet", "--fuzz=0", file.toString())
                    .redirectErrorStream(true)
                    .start();
            try (var in = patch.outputWriter(StandardCharsets.UTF_8)) {
                in.write("--- file\n+++ file\n" + String.join("\n", diff) + "\n");
            }
            String said = new String(patch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(patch.waitFor()).as(said + diff).isZero();
            String patched = Files.exists(file) ? Files.readString(file) : "";
            assertThat(patched).isEqualTo(made);
        }
    }

    private static String text(Random random, String like) {
        if (!like.isEmpty()) {
            return like.lines()
                    .filter(line -> random.nextInt(10) > 0)
                    .map(line -> random.nextInt(10) == 0 ? line + "\nnew " + random.nextInt(5) : line)
                    .collect(Collectors.joining("\n", "", "\n"));
        }
        return random.ints(30, 0, 10).mapToObj(String::valueOf).collect(Collectors.joining("\n", "", "\n"));
    }
}
