package io.onedag.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;

/** An application's entities. */
public final class ShopEntities implements EntitySource {

    @Override
    public List<Class<?>> entities() {
        return List.of(Customer.class);
    }

    /** Someone who buys. */
    @Entity(name = "Customer")
    @Table(name = "customer")
    public static class Customer {
        @Id
        long id;

        String name;
        LocalDate born;
        LocalDateTime called;
        LocalTime opens;
        Instant seen;

        protected Customer() {}

        Customer(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }
}
