package io.onedag.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Plain JSON is read and written as the library does it. */
class PlainJsonTest {

    private static final JsonFactory LIBRARY = new JsonFactory();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                " true ",
                "[]",
                "{}",
                "[1, -2, 0, -0]",
                "{\"a\": {\"b\": [null, false]}}",
                "\"\\u00e4\\n\\/\\\"\\\\\"",
                "1.10",
                "-0.0",
                "123456789012345678",
                "\"\u2028ünï\"",
                "\"\\u0000\""
            })
    void what_is_plain_is_read_as_by_the_library(String text) {
        assertThat(PlainReader.read(text)).isEqualTo(LibraryReader.read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nul",
                "01",
                "1.",
                ".5",
                "+1",
                "1e5",
                "1234567890123456789",
                "\"a",
                "\"\t\"",
                "\"\\x\"",
                "\"\\u00g0\"",
                "\"\\ud800\"",
                "\"\ud83d\ude00\"",
                "[1,]",
                "[1 2]",
                "{\"a\":1,\"a\":2}",
                "{\"a\" 1}",
                "{a:1}",
                "{\"a\":1,}",
                "[1] 2",
                "\ufeff1",
                "\u0661"
            })
    void what_is_unusual_or_wrong_is_left_to_the_library(String text) {
        assertThat(PlainReader.read(text)).isSameAs(PlainReader.NOT_PLAIN);
    }

    @Test
    void any_value_is_written_as_by_the_library_and_read_back_alike() {
        qt().forAll(integers().all()).checkAssert(seed -> {
            Object value = value(new Random(seed), 3);
            String text = Json.write(value);
            assertThat(text).isEqualTo(byTheLibrary(value));
            assertThat(Json.parse(text)).isEqualTo(LibraryReader.read(text));
        });
    }

    @Test
    void a_text_that_was_damaged_is_read_alike_or_left_to_the_library() {
        qt().forAll(integers().all()).checkAssert(seed -> {
            var random = new Random(seed);
            var text = new StringBuilder(Json.write(value(random, 3)));
            text.setCharAt(random.nextInt(text.length()), "\"\\{}[],:0159-+.eEtn u\u00e9".charAt(random.nextInt(22)));
            Object plain = PlainReader.read(text.toString());
            if (plain != PlainReader.NOT_PLAIN) {
                assertThat(plain).isEqualTo(LibraryReader.read(text.toString()));
            }
        });
    }

    private static String byTheLibrary(@Nullable Object value) {
        var text = new StringWriter();
        try (JsonGenerator generator = LIBRARY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            map.forEach((key, each) -> {
                generator.writeName((String) key);
                write(generator, each);
            });
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            list.forEach(each -> write(generator, each));
            generator.writeEndArray();
        } else if (value instanceof String string) {
            generator.writeString(string);
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            generator.writeNumber(number);
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else {
            generator.writeNull();
        }
    }

    private static @Nullable Object value(Random random, int depth) {
        switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return random.nextLong() >> random.nextInt(64);
            case 3:
                return new BigDecimal(java.math.BigInteger.valueOf(random.nextLong()), random.nextInt(40) - 10);
            case 4, 5:
                return text(random);
            case 6:
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                return list;
            default:
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(Objects.requireNonNull(text(random)), value(random, depth - 1));
                }
                return map;
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int kind = random.nextInt(4);
            if (kind == 0) {
                text.append((char) random.nextInt(' ' + 1));
            } else if (kind == 1) {
                text.append("\"\\/&<>'\u007f\u2028".charAt(random.nextInt(9)));
            } else if (kind == 2) {
                text.appendCodePoint(0x1f600 + random.nextInt(50));
            } else {
                text.append((char) (' ' + random.nextInt(0x2000)));
            }
        }
        return text.toString();
    }
}
