package io.onedag.examples.dealership.tables;

import io.onedag.tasks.SqlStatement;

/** The tables' definitions, alike on the embedded database and on PostgreSQL. */
public final class Schema {

    private Schema() {}

    /** Makes the tables that aren't there. */
    public static SqlStatement create() {
        return SqlStatement.of("""
            create table if not exists customers (
                customer_id    bigint       not null primary key,
                first_name     varchar(200) not null,
                last_name      varchar(200) not null,
                email_address  varchar(320) not null,
                email_key      varchar(320) not null
            )
            """, """
            create table if not exists purchases (
                transaction_id bigint       not null primary key,
                customer_id    bigint       not null references customers (customer_id),
                product_id     integer      not null,
                checkout_type  varchar(40)  not null,
                purchase_date  date         not null,
                delivery_date  date         not null,
                refund_till    date         not null,
                delivery_state varchar(20)  not null,
                refund_state   varchar(20)  not null
            )
            """, """
            create table if not exists disputes (
                transaction_id bigint       not null,
                dispute_type   varchar(40)  not null,
                customer_id    bigint       not null,
                product_id     bigint       not null,
                filed_on       date         not null,
                state          varchar(20)  not null,
                reason         varchar(500) not null,
                decided_on     date,
                primary key (transaction_id, dispute_type)
            )
            """, """
            create table if not exists watermark (
                name                varchar(100) not null primary key,
                previous_date       date,
                last_customer_id    bigint       not null,
                last_transaction_id bigint       not null,
                run_key             varchar(500) not null
            )
            """);
    }
}
