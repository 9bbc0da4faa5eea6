package io.onedag.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AheadTest {

    @Test
    void nearly_every_class_that_is_loaded_ahead_is_there() throws IOException {
        List<String> names;
        try (InputStream in = Objects.requireNonNull(Ahead.class.getResourceAsStream(Ahead.NAMES))) {
            names = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        List<String> gone = names.stream().filter(AheadTest::isGone).toList();
        assertThat(gone)
                .as("leave these out of %s; what a child loads, -Xlog:class+load shows", Ahead.NAMES)
                .hasSizeLessThan(names.size() / 20);
        assertThat(names).contains("org.postgresql.jdbc.PgConnection", "io.onedag.store.DrivenStatements");
    }

    private static boolean isGone(String name) {
        try {
            Class.forName(name, false, Ahead.class.getClassLoader());
            return false;
        } catch (ClassNotFoundException | LinkageError e) {
            return true;
        }
    }
}
