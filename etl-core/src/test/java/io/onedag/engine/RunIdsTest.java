package io.onedag.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunIdsTest {

    @Test
    void ids_sort_in_the_order_in_which_they_were_made() {
        var ids =
                Stream.generate(RunIds::next).limit(10_000).map(UUID::toString).toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void an_id_tells_its_version_variant_and_time() {
        UUID id = RunIds.next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16))
                .isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(5));
    }
}
