package io.onedag.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.json.Json;
import org.junit.jupiter.api.Test;

class MaskingTest {

    private final Masking masking = new Masking();

    @Test
    void a_secret_is_hidden_as_json_writes_it_too() {
        String secret = "pa\"ss\\word\nand a second line";
        masking.hide(secret);
        assertThat(masking.mask("\"sleep\" is " + Json.write(secret))).isEqualTo("\"sleep\" is \"***\"");
        assertThat(masking.mask("it begins with " + Json.write("pa\"ss\\word"))).isEqualTo("it begins with \"***\"");
        assertThat(masking.mask("raw: " + secret)).isEqualTo("raw: ***");
    }
}
