package io.onedag.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    @Test
    void the_example_of_the_rfc() {
        Object value = Json.parse("""
                {"string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}""");

        assertThat(CanonicalJson.write(value))
                .isEqualTo("{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void keys_are_in_the_order_of_their_code_units() {
        assertThat(CanonicalJson.write(
                        Json.parse("{\"\uFB33\":1,\"\uD83D\uDE00\":2,\"\u20ac\":3,\"\\r\":4,\"1\":5,\"\":6}")))
                .isEqualTo("{\"\":6,\"\\r\":4,\"1\":5,\"\u20ac\":3,\"\uD83D\uDE00\":2,\"\uFB33\":1}");
    }

    @Test
    void a_number_that_double_precision_would_change_stands_as_it_is_written() {
        assertThat(CanonicalJson.write(List.of(1L, -3L, new BigDecimal("1.5"), new BigDecimal("1e30"))))
                .isEqualTo("[1,-3,1.5,{\"number\":\"1E+30\"}]");
        assertThat(CanonicalJson.write(new BigDecimal("1.50"))).isEqualTo("{\"number\":\"1.50\"}");
        assertThat(CanonicalJson.write(9007199254740993L)).isEqualTo("{\"number\":\"9007199254740993\"}");
        assertThat(CanonicalJson.write(9007199254740992L)).isEqualTo("9007199254740992");
        assertThat(CanonicalJson.write(new BigInteger("123456789012345678901234567890")))
                .isEqualTo("{\"number\":\"123456789012345678901234567890\"}");
    }

    @Test
    void it_is_what_the_library_makes_of_the_same_json() throws IOException {
        var random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            Object value = Map.of("v", List.of(value(random, 0)));
            assertThat(CanonicalJson.write(Json.normalize(value)))
                    .isEqualTo(new JsonCanonicalizer(Json.write(value)).getEncodedString());
        }
    }

    private static Object value(Random random, int depth) {
        switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0:
                return (long) random.nextInt();
            case 1:
                return random.nextInt(1000) + 0.125;
            case 2:
                return random.nextBoolean();
            case 3:
                return text(random);
            case 4: {
                var list = new ArrayList<@Nullable Object>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    list.add(random.nextInt(5) == 0 ? null : value(random, depth + 1));
                }
                return list;
            }
            default: {
                var map = new LinkedHashMap<String, Object>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    map.put(text(random), value(random, depth + 1));
                }
                return map;
            }
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            int c = random.nextInt(4) == 0 ? random.nextInt(0x30) : random.nextInt(0x11000);
            text.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 'x' : c);
        }
        return text.toString();
    }
}
