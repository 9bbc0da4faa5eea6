package io.onedag.examples.dealership.tables;

import io.onedag.hibernate.EntitySource;
import java.util.List;

/** Makes the dealership's entities known to the sessions of its tasks. */
public final class DealershipEntities implements EntitySource {

    @Override
    public List<Class<?>> entities() {
        return List.of(CustomerEntity.class, PurchaseEntity.class, DisputeEntity.class, WatermarkEntity.class);
    }
}
