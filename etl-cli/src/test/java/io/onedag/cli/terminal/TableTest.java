package io.onedag.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    private static Table table() {
        return new Table()
                .column("NAME")
                .column("ROWS", Table.Align.RIGHT)
                .column("EMPTY")
                .column("NOTE")
                .row("a", "1", "", "first")
                .row("longer", "1,000", "", "");
    }

    @Test
    void columnsAreAlignedAndEmptyOnesLeftOut() {
        assertThat(table().lines(Style.plain(), "", 0))
                .containsExactly("NAME     ROWS  NOTE", "a           1  first", "longer  1,000");
    }

    @Test
    void linesAreCutToTheTerminal() {
        assertThat(table().lines(Style.plain(), "  ", 14))
                .containsExactly("  NAME     RO…", "  a          …", "  longer  1,0…");
    }

    @Test
    void aTableWithoutRowsHasNoLines() {
        assertThat(new Table().column("NAME").lines(Style.plain(), "", 0)).isEmpty();
    }
}
