package io.onedag.testkit.conformance.own;

import java.nio.file.Path;
import java.util.Map;

/**
 * How another process opens a store.
 *
 * @param settings {@code DATABASE_URL} and the like
 * @param folder where an embedded store's folder is
 */
public record StoreSettings(Map<String, String> settings, Path folder) {

    public StoreSettings {
        settings = Map.copyOf(settings);
    }
}
