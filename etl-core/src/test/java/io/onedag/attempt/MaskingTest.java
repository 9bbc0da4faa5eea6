package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.json.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    private final Masking masking = new Masking();

    @Test
    void a_secret_is_hidden_everywhere_in_a_text() {
        masking.hide("s3cr3t");

        assertThat(masking.mask("s3cr3t, xs3cr3tx and s3cr3")).isEqualTo("***, x***x and s3cr3");
    }

    @Test
    void without_a_secret_nothing_changes() {
        assertThat(masking.mask("s3cr3t")).isEqualTo("s3cr3t");
        assertThat(masking.mask((Object) List.of("s3cr3t"))).isEqualTo(List.of("s3cr3t"));
    }

    @Test
    void three_characters_are_hidden_and_two_stay() {
        masking.hide("abc");
        masking.hide("xy");

        assertThat(masking.mask("abc xyz")).isEqualTo("*** xyz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "    ", "\n\n\n", " \n \n "})
    void a_blank_secret_hides_nothing(String blank) {
        masking.hide(blank);

        assertThat(masking.mask("a    b\n\n\n\nc \n \n d")).isEqualTo("a    b\n\n\n\nc \n \n d");
    }

    @Test
    void secrets_of_the_same_length_are_all_hidden() {
        masking.hide("first1");
        masking.hide("second");

        assertThat(masking.mask("first1 second")).isEqualTo("*** ***");
    }

    @Test
    void a_secret_within_a_longer_one_leaves_nothing_of_it() {
        masking.hide("abc");
        masking.hide("abcdef");
        masking.hide("def");

        assertThat(masking.mask("abcdef abc def")).isEqualTo("*** *** ***");
    }

    @Test
    void each_line_of_a_secret_of_several_is_hidden_by_itself_too() {
        masking.hide("  -----BEGIN KEY\nMIIB\r\nabc\nxy\n");

        assertThat(masking.mask("MIIB")).isEqualTo("***");
        assertThat(masking.mask("abc")).isEqualTo("***");
        assertThat(masking.mask("a -----BEGIN KEY")).isEqualTo("a ***");
        assertThat(masking.mask("xyz")).isEqualTo("xyz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab\ncd", "a\nb"})
    void a_secret_whose_lines_are_too_short_is_hidden_as_a_whole(String secret) {
        masking.hide(secret);

        assertThat(masking.mask("<" + secret + ">")).isEqualTo("<***>");
        assertThat(masking.mask("ab or cd")).isEqualTo("ab or cd");
    }

    @Test
    void a_secret_is_hidden_as_json_writes_it_too() {
        String secret = "pa\"ss\\word\nand a second line";
        masking.hide(secret);
        assertThat(masking.mask("\"sleep\" is " + Json.write(secret))).isEqualTo("\"sleep\" is \"***\"");
        assertThat(masking.mask("it begins with " + Json.write("pa\"ss\\word"))).isEqualTo("it begins with \"***\"");
        assertThat(masking.mask("raw: " + secret)).isEqualTo("raw: ***");
    }

    @Test
    void a_JSON_value_is_hidden_to_its_last_text_and_key_and_keeps_the_rest() {
        masking.hide("s3cr3t");
        var map = new LinkedHashMap<String, Object>();
        map.put("s3cr3t key", Arrays.asList("a s3cr3t", 12L, true, null));
        map.put("b", Map.of("c", "s3cr3t"));

        var expected = new LinkedHashMap<String, Object>();
        expected.put("*** key", Arrays.asList("a ***", 12L, true, null));
        expected.put("b", Map.of("c", "***"));
        assertThat(masking.mask((Object) map)).isEqualTo(expected);
        assertThat((Map<?, ?>) masking.mask((Object) map)).hasToString(expected.toString());
    }

    @Test
    void a_number_is_hidden_when_all_of_it_is_a_secret() {
        masking.hide("987654");

        assertThat(masking.mask((Object) List.of(987654, 98765, "pin 987654")))
                .isEqualTo(List.of("***", 98765, "pin ***"));
    }
}
