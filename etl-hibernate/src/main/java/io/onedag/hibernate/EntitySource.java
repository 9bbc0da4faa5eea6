package io.onedag.hibernate;

import java.util.List;

/**
 * Names an application's entities, so that a task's {@code Session} knows them. Found by {@link java.util.ServiceLoader}: name the
 * implementation in {@code META-INF/services/io.onedag.hibernate.EntitySource}.
 *
 * <pre>{@code
 * public final class ShopEntities implements EntitySource {
 *     public List<Class<?>> entities() {
 *         return List.of(Customer.class, Purchase.class);
 *     }
 * }
 * }</pre>
 *
 * <p>Their tables are the application's to make; they are looked for on the connection's own search path, not in Onedag's schema.
 */
public interface EntitySource {

    /** Entities, mapped superclasses, embeddables and converters. Asked once for each process. */
    List<Class<?>> entities();
}
