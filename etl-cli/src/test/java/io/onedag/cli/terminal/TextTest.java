package io.onedag.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    private static final String RED = "\u001b[31mred\u001b[0m";

    @Test
    void coloursTakeNoRoomAndWideCharactersTakeTwoColumns() {
        assertThat(Text.width(RED)).isEqualTo(3);
        assertThat(Text.width("日本")).isEqualTo(4);
        assertThat(Text.width("🙂")).isEqualTo(2);
        assertThat(Text.width("e\u0301")).isEqualTo(1);
    }

    @Test
    void whatDoesNotFitIsCutWithAnEllipsis() {
        assertThat(Text.fit("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Text.fit("abcdefg", 6)).isEqualTo("abcde…");
        assertThat(Text.fit("日本語", 4)).isEqualTo("日…");
        assertThat(Text.fit(RED, 2)).isEqualTo("\u001b[31mr…\u001b[0m");
    }

    @Test
    void textFromDataNeitherBreaksALineNorCommandsTheTerminal() {
        assertThat(Text.oneLine("a\nb\u001b[2Jc\r\n  d\u0007")).isEqualTo("a b [2Jc d");
        assertThat(Text.flat("  a   b\tc\n\u001b[2Jd\u0007 ")).isEqualTo("  a   b c d");
        assertThat(Text.printable("a\n\u001b]0;title\u0007b")).isEqualTo("a\nb");
    }
}
