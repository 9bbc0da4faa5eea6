package io.onedag.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StyleTest {

    @Test
    void thereAreColoursOnATerminalOnly() {
        assertThat(Style.of(true, Map.of("TERM", "xterm")).isColoured()).isTrue();
        assertThat(Style.of(false, Map.of("TERM", "xterm")).isColoured()).isFalse();
        assertThat(Style.of(true, Map.of("NO_COLOR", "1")).isColoured()).isFalse();
        assertThat(Style.of(true, Map.of("NO_COLOR", "")).isColoured()).isTrue();
        assertThat(Style.of(true, Map.of("TERM", "dumb")).isColoured()).isFalse();
    }
}
