package io.onedag.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {

    @ParameterizedTest
    @CsvSource({
        "512Mi, 536870912",
        "1Gi, 1073741824",
        "1Ki, 1024",
        "2Ti, 2199023255552",
        "1K, 1000",
        "5M, 5000000",
        "3G, 3000000000",
        "1T, 1000000000000",
        "123, 123",
        "0, 0"
    })
    void a_size_is_a_whole_number_with_a_unit(String text, long bytes) {
        assertThat(MemorySize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mi", "-1Mi", "1.5Gi", "1 Gi", "1mi", "1MiB", "1Mb"})
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.parse(text))
                .withMessage("\"" + text + "\" is no size of memory; write a number and Ki, Mi or Gi, like 512Mi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999999999Gi", "9223372036854775808"})
    void more_than_there_can_be_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySize.parse(text))
                .withMessage("\"" + text + "\" is more memory than there can be; write one like 512Mi");
    }

    @Test
    void what_is_written_reads_back_as_it_was() {
        qt().withExamples(2_000)
                .forAll(longs().between(0, Long.MAX_VALUE))
                .checkAssert(bytes ->
                        assertThat(MemorySize.parse(MemorySize.format(bytes))).isEqualTo(bytes));
    }

    @Test
    void a_size_is_written_in_the_largest_unit_that_keeps_it_exact() {
        assertThat(MemorySize.format(512L << 20)).isEqualTo("512Mi");
        assertThat(MemorySize.format(1536L << 20)).isEqualTo("1536Mi");
        assertThat(MemorySize.format(1L << 40)).isEqualTo("1Ti");
        assertThat(MemorySize.format(1000)).isEqualTo("1000");
    }
}
