package io.onedag.examples.dealership.tables;

import io.onedag.examples.dealership.domain.Customer;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code customers}. */
@Entity(name = "Customer")
@Table(name = "customers")
public class CustomerEntity {

    @Id
    @Column(name = "customer_id")
    private long id;

    @Column(name = "first_name", nullable = false)
    private String firstName = "";

    @Column(name = "last_name", nullable = false)
    private String lastName = "";

    @Column(name = "email_address", nullable = false)
    private String email = "";

    /** What customers are recognised by. Not unique in the database: an address that one customer gave up may be taken in the same load. */
    @Column(name = "email_key", nullable = false)
    private String emailKey = "";

    /** For Hibernate. */
    protected CustomerEntity() {}

    /** The row of a customer. */
    public CustomerEntity(Customer customer) {
        this.id = customer.id();
        this.firstName = customer.firstName();
        this.lastName = customer.lastName();
        this.email = customer.email();
        this.emailKey = customer.emailKey();
    }

    /** The customer of this row. */
    public Customer toCustomer() {
        return new Customer(id, firstName, lastName, email);
    }
}
