package io.onedag.child;

import io.onedag.engine.RunStore;
import io.onedag.engine.RunStoreProvider;
import io.onedag.store.SqlRunStoreProvider;

/** Opens the store for one attempt: without a pool of connections, and never migrating. */
final class Stores {

    private Stores() {}

    /**
     * Opens it.
     *
     * @throws io.onedag.engine.StoreException when it can't be reached, or has no schema for this version
     */
    static RunStore open(Place place) {
        return new SqlRunStoreProvider().open(place.settings(), place.home(), RunStoreProvider.Mode.READ);
    }
}
