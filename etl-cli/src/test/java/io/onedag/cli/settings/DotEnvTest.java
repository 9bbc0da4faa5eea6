package io.onedag.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotEnvTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A=b|b",
                "A = b |b",
                "export A=b|b",
                "A=|``",
                "A=b=c|b=c",
                "A=b # comment|b",
                "A=b#c|b#c",
                "A=# comment|``",
                "A='b # c'|b # c",
                "A=\"b # c\" # comment|b # c",
                "A='b\\n'|b\\n",
                "A=\"a\\tb\"|a\tb",
                "A=\"say \\\"b\\\"\"|say \"b\"",
                "A=\"c:\\\\d\"|c:\\d",
                "A=$HOME|$HOME",
                "A=postgresql://u:p@h/d?x=1|postgresql://u:p@h/d?x=1",
            })
    void aValueIsReadAsItIsWritten(String line, String value) {
        assertThat(DotEnv.parse(".env", line)).isEqualTo(Map.of("A", value));
    }

    @Test
    void commentsAndEmptyLinesAreSkipped() {
        assertThat(DotEnv.parse(".env", "\uFEFF# hello\r\n\r\n  A=1\r\n\tB=2\n"))
                .isEqualTo(Map.of("A", "1", "B", "2"));
    }

    @Test
    void aLaterLineWins() {
        assertThat(DotEnv.parse(".env", "A=1\nA=2")).isEqualTo(Map.of("A", "2"));
    }

    @Test
    void aQuotedValueMayGoOverSeveralLines() {
        assertThat(DotEnv.parse(".env", "KEY=\"one\ntwo\"\nB='x\n y'"))
                .isEqualTo(Map.of("KEY", "one\ntwo", "B", "x\n y"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`X=1\nnonsense`|.env:2: this is no NAME=value",
                "`=1`|.env:1: this is no NAME=value",
                "`A B=1`|.env:1: this is no NAME=value",
                "`A=\"b`|.env:1: the quote \" is never closed",
                "`A=1\nB='b\nC=2`|.env:2: the quote ' is never closed",
                "`A='b' c`|.env:1: something follows the closing quote",
            })
    void whatCannotBeReadIsNamedWithItsLine(String text, String message) {
        assertThatThrownBy(() -> DotEnv.parse(".env", text))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aValueIsNeverPartOfAnErrorMessage() {
        assertThatThrownBy(() -> DotEnv.parse(".env", "PASSWORD='hunter2' x"))
                .message()
                .doesNotContain("hunter2");
    }
}
