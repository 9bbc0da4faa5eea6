package io.onedag.examples.dealership.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CustomerBookTest {

    private static final Customer AMARA = new Customer(100_003, "Amara", "Costa", "Amara.Costa@gmail.com");

    private final CustomerBook book = new CustomerBook(List.of(AMARA), 100_010);

    private static Sale sale(@Nullable Long customerId, String email) {
        return new Sale(7, customerId, "Bruno", "Kaya", email, Product.of(2), LocalDate.of(2020, 7, 3), false);
    }

    @Test
    void aBuyerWhoIsNotOnRecordGetsTheNextId() {
        Purchase purchase = book.recognise(sale(null, "bruno@aol.com"));
        assertThat(purchase.customerId()).isEqualTo(100_011);
        assertThat(purchase.checkoutType()).isEqualTo(CheckoutType.FIRST_TIME);
        assertThat(book.changed()).containsExactly(new Customer(100_011, "Bruno", "Kaya", "bruno@aol.com"));
        assertThat(book.lastId()).isEqualTo(100_011);
    }

    @Test
    void aRepeatCustomerKeepsTheirIdWhateverTheCaseOfTheAddress() {
        Purchase purchase = book.recognise(sale(null, " AMARA.costa@GMAIL.com "));
        assertThat(purchase.customerId()).isEqualTo(AMARA.id());
        assertThat(purchase.checkoutType()).isEqualTo(CheckoutType.REPEAT);
        assertThat(book.changed()).isEmpty();
        assertThat(book.lastId()).isEqualTo(100_010);
    }

    @Test
    void aRepeatCustomerKeepsTheirIdWhateverIdTheSaleComesWith() {
        assertThat(book.recognise(sale(100_044L, AMARA.email())).customerId()).isEqualTo(AMARA.id());
    }

    @Test
    void aSecondSaleOfTheSameDayIsARepeat() {
        Purchase first = book.recognise(sale(null, "bruno@aol.com"));
        Purchase second = book.recognise(sale(null, "Bruno@aol.com"));
        assertThat(second.customerId()).isEqualTo(first.customerId());
        assertThat(second.checkoutType()).isEqualTo(CheckoutType.REPEAT);
        assertThat(book.changed()).hasSize(1);
    }

    @Test
    void theAddressOfATurkishCustomerIsComparedTheSameInEveryLocale() {
        var before = java.util.Locale.getDefault();
        try {
            java.util.Locale.setDefault(java.util.Locale.forLanguageTag("tr"));
            assertThat(Customer.emailKey("ELIF@AOL.COM")).isEqualTo("elif@aol.com");
        } finally {
            java.util.Locale.setDefault(before);
        }
    }

    @Test
    void aNewBuyerKeepsTheIdThatTheSaleComesWith() {
        Purchase purchase = book.recognise(sale(100_020L, "bruno@aol.com"));
        assertThat(purchase.customerId()).isEqualTo(100_020);
        assertThat(book.recognise(sale(null, "elif@aol.com")).customerId()).isEqualTo(100_021);
    }

    @Test
    void anIdThatALaterSaleComesWithIsNotGivenToAnEarlierOne() {
        List<Sale> sales = List.of(sale(null, "bruno@aol.com"), sale(100_011L, "elif@aol.com"));
        book.reserve(sales);
        assertThat(sales.stream().map(book::recognise).map(Purchase::customerId))
                .containsExactly(100_012L, 100_011L);
    }

    @Test
    void aSaleWithTheIdOfSomebodyElseIsRefused() {
        assertThatThrownBy(() -> book.recognise(sale(AMARA.id(), "bruno@aol.com")))
                .isInstanceOf(BadRowException.class)
                .hasMessage("customer_id 100003 belongs to Amara.Costa@gmail.com, not bruno@aol.com");
        assertThat(book.changed()).isEmpty();
    }

    @Test
    void aRegisteredCustomerIsRecognised() {
        var bruno = new Customer(100_012, "Bruno", "Kaya", "Bruno@aol.com");
        book.register(bruno);
        assertThat(book.changed()).containsExactly(bruno);
        assertThat(book.recognise(sale(null, "bruno@AOL.com")).customerId()).isEqualTo(100_012);
        assertThat(book.lastId()).isEqualTo(100_012);
    }

    @Test
    void registeringACustomerAgainChangesNothing() {
        book.register(AMARA);
        assertThat(book.changed()).isEmpty();
    }

    @Test
    void aCustomerMayChangeTheirAddress() {
        book.register(new Customer(AMARA.id(), "Amara", "Costa", "amara@outlook.com"));
        assertThat(book.recognise(sale(null, "amara@outlook.com")).customerId()).isEqualTo(AMARA.id());
        assertThat(book.recognise(sale(null, AMARA.email())).checkoutType()).isEqualTo(CheckoutType.FIRST_TIME);
    }

    @Test
    void theAddressOfSomebodyElseIsRefused() {
        assertThatThrownBy(() -> book.register(new Customer(100_009, "A", "C", "amara.costa@gmail.com")))
                .isInstanceOf(BadRowException.class)
                .hasMessage("email_address amara.costa@gmail.com belongs to customer 100003, not 100009");
    }
}
