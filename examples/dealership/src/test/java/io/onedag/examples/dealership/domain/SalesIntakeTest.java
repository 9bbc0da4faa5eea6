package io.onedag.examples.dealership.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SalesIntakeTest {

    private static final LocalDate DAY = LocalDate.of(2020, 7, 6);
    private static final Watermark SINCE = new Watermark(DAY.minusDays(2), 100_010, 20);

    private static Numbered<Sale> sale(long line, long id, LocalDate date) {
        return new Numbered<>(line, new Sale(id, null, "Elif", "Kaya", "elif@aol.com", Product.of(2), date, false));
    }

    private static Purchase loaded(long id, LocalDate date) {
        return Purchase.of(sale(0, id, date).value(), 100_000, CheckoutType.FIRST_TIME);
    }

    private static List<Long> ids(SalesIntake intake) {
        return intake.sales().stream().map(each -> each.value().transactionId()).toList();
    }

    @Test
    void theNextDayOfTheFileIsTakenAndLaterDaysWait() {
        SalesIntake intake = SalesIntake.of(
                SINCE,
                List.of(sale(2, 23, DAY.plusDays(1)), sale(3, 22, DAY), sale(4, 21, DAY)),
                List.of(),
                List.of(),
                "key");
        assertThat(ids(intake)).containsExactly(21L, 22L);
        assertThat(intake.day()).isEqualTo(DAY);
        assertThat(intake.generated()).isZero();
        assertThat(intake.waiting()).isEqualTo(1);
        assertThat(intake.lastTransactionId()).isEqualTo(22);
    }

    @Test
    void whereTheFileHasNothingNewADayIsMadeUp() {
        SalesIntake intake = SalesIntake.of(
                SINCE, List.of(sale(2, 20, DAY.minusDays(2))), List.of(), List.of(loaded(20, DAY.minusDays(2))), "key");
        assertThat(intake.generated())
                .isBetween(10, 20)
                .isEqualTo(intake.sales().size());
        assertThat(ids(intake))
                .isEqualTo(LongStream.rangeClosed(21, 20 + intake.generated())
                        .boxed()
                        .toList());
        assertThat(intake.sales()).allMatch(each -> each.line() == 0);
        assertThat(intake.day()).isAfter(SINCE.date().orElseThrow());
        assertThat(intake.lastTransactionId()).isEqualTo(20 + intake.generated());
    }

    @Test
    void aSaleThatTheFileHadEarlierComesAlongWithTheDay() {
        SalesIntake intake = SalesIntake.of(
                SINCE, List.of(sale(2, 7, DAY.minusDays(9)), sale(3, 21, DAY)), List.of(), List.of(), "key");
        assertThat(ids(intake)).containsExactly(7L, 21L);
        assertThat(intake.day()).isEqualTo(DAY);
        SalesIntake made = SalesIntake.of(SINCE, List.of(sale(2, 7, DAY.minusDays(9))), List.of(), List.of(), "key");
        assertThat(ids(made)).startsWith(7L, 21L);
        assertThat(made.generated()).isEqualTo(made.sales().size() - 1);
    }

    @Test
    void theBusinessDayNeverGoesBack() {
        LocalDate before = SINCE.date().orElseThrow().minusDays(5);
        SalesIntake intake = SalesIntake.of(SINCE, List.of(sale(2, 21, before)), List.of(), List.of(), "key");
        assertThat(ids(intake)).containsExactly(21L);
        assertThat(intake.day()).isEqualTo(SINCE.date().orElseThrow());
    }

    @Test
    void ofTwoSalesWithOneIdTheFirstCounts() {
        SalesIntake intake =
                SalesIntake.of(SINCE, List.of(sale(2, 21, DAY), sale(3, 21, DAY)), List.of(), List.of(), "key");
        assertThat(ids(intake)).containsExactly(21L);
        assertThat(intake.refused())
                .containsExactly(new SalesIntake.Refusal(sale(3, 21, DAY), "transaction_id 21 is that of line 2"));
    }

    @Test
    void aSaleWhoseIdWasGivenToAnotherIsRefused() {
        SalesIntake intake = SalesIntake.of(
                SINCE, List.of(sale(2, 20, DAY)), List.of(), List.of(loaded(20, DAY.minusDays(1))), "key");
        assertThat(intake.refused())
                .containsExactly(
                        new SalesIntake.Refusal(
                                sale(2, 20, DAY),
                                "transaction_id 20 is loaded already, as product 2 bought on 2020-07-05; give the row an id of its own"));
    }

    @Test
    void theIdOfABadRowIsKeptForItsCorrection() {
        List<Numbered<Sale>> file = List.of(sale(2, 20, DAY.minusDays(2)));
        List<Purchase> loaded = List.of(loaded(20, DAY.minusDays(2)));
        assertThat(ids(SalesIntake.of(SINCE, file, List.of(21L), loaded, "key")))
                .startsWith(22L);
    }

    @Test
    void anIdFarBeyondTheFileIsPartOfWhatIsBad() {
        List<Numbered<Sale>> file = List.of(sale(2, 20, DAY.minusDays(2)));
        List<Purchase> loaded = List.of(loaded(20, DAY.minusDays(2)));
        assertThat(ids(SalesIntake.of(SINCE, file, List.of(9_000_000_000L), loaded, "key")))
                .startsWith(21L);
    }
}
