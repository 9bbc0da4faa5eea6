package io.onedag.examples.dealership.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DisputeRulesTest {

    private static final LocalDate BOUGHT = LocalDate.of(2020, 7, 3);

    /** Product 4: delivered on July 7, refund until August 2. */
    private static final Purchase PURCHASE = Purchase.of(
            new Sale(12, null, "Elif", "Kaya", "elif@aol.com", Product.of(4), BOUGHT, false),
            100_001,
            CheckoutType.FIRST_TIME);

    private static final LocalDate DELIVERY = LocalDate.of(2020, 7, 7);
    private static final LocalDate REFUND_TILL = LocalDate.of(2020, 8, 2);

    private static Dispute filed(DisputeType type, LocalDate on) {
        return new Dispute(12, type, 100_001, 4, on, DisputeState.OPEN, "nobody has looked at it", null);
    }

    private static DisputeRules.Ruling decide(DisputeType type, @Nullable Purchase purchase, LocalDate today) {
        return DisputeRules.decide(filed(type, today), purchase, today);
    }

    private static void assertGranted(DisputeRules.Ruling ruling, LocalDate on, DeliveryState car, RefundState money) {
        assertThat(ruling.dispute().state()).isEqualTo(DisputeState.GRANTED);
        assertThat(ruling.dispute().reason()).isEmpty();
        assertThat(ruling.dispute().decided()).contains(on);
        assertThat(ruling.purchase()).isEqualTo(PURCHASE.with(car, money));
    }

    private static void assertRefused(DisputeRules.Ruling ruling, LocalDate on, String why, DeliveryState car) {
        assertThat(ruling.dispute().state()).isEqualTo(DisputeState.REFUSED);
        assertThat(ruling.dispute().reason()).isEqualTo(why);
        assertThat(ruling.dispute().decided()).contains(on);
        assertThat(ruling.purchase()).isEqualTo(PURCHASE.with(car, RefundState.NONE));
    }

    private static void assertOpen(DisputeRules.Ruling ruling, String why) {
        assertThat(ruling.dispute().state()).isEqualTo(DisputeState.OPEN);
        assertThat(ruling.dispute().reason()).isEqualTo(why);
        assertThat(ruling.dispute().decided()).isEmpty();
    }

    @Test
    void aCancellationIsGrantedUntilTheDayBeforeTheDelivery() {
        for (LocalDate today : List.of(BOUGHT, DELIVERY.minusDays(1))) {
            assertGranted(
                    decide(DisputeType.CANCELLATION, PURCHASE, today),
                    today,
                    DeliveryState.CANCELLED,
                    RefundState.REFUNDED);
        }
    }

    @Test
    void aCancellationIsRefusedFromTheDayOfTheDeliveryOn() {
        assertRefused(
                decide(DisputeType.CANCELLATION, PURCHASE, DELIVERY),
                DELIVERY,
                "it is delivered; return it instead",
                DeliveryState.DELIVERED);
    }

    @Test
    void aReturnForARefundIsGrantedFromTheDeliveryUntilTheLastDay() {
        for (LocalDate today : List.of(DELIVERY, REFUND_TILL)) {
            assertGranted(
                    decide(DisputeType.RETURN_FOR_REFUND, PURCHASE, today),
                    today,
                    DeliveryState.RETURNED,
                    RefundState.REFUNDED);
        }
    }

    @Test
    void aReturnForARefundIsRefusedAfterTheLastDay() {
        assertRefused(
                decide(DisputeType.RETURN_FOR_REFUND, PURCHASE, REFUND_TILL.plusDays(1)),
                REFUND_TILL.plusDays(1),
                "refunds were possible until 2020-08-02",
                DeliveryState.DELIVERED);
    }

    @Test
    void aReturnForNoRefundIsGrantedAtAnyTimeAfterTheDelivery() {
        for (LocalDate today : List.of(DELIVERY, REFUND_TILL.plusYears(1))) {
            assertGranted(
                    decide(DisputeType.RETURN_FOR_NO_REFUND, PURCHASE, today),
                    today,
                    DeliveryState.RETURNED,
                    RefundState.WAIVED);
        }
    }

    @Test
    void aReturnWaitsForTheDelivery() {
        for (DisputeType type : List.of(DisputeType.RETURN_FOR_REFUND, DisputeType.RETURN_FOR_NO_REFUND)) {
            DisputeRules.Ruling ruling = decide(type, PURCHASE, DELIVERY.minusDays(1));
            assertOpen(ruling, "waits for the delivery on 2020-07-07");
            assertThat(ruling.purchase()).isEqualTo(PURCHASE);
        }
    }

    @Test
    void aReturnThatWaitedIsDecidedByTheDayItWasFiled() {
        DisputeRules.Ruling waiting = decide(DisputeType.RETURN_FOR_REFUND, PURCHASE, BOUGHT);
        LocalDate late = REFUND_TILL.plusDays(3);
        assertGranted(
                DisputeRules.decide(waiting.dispute(), waiting.purchase(), late),
                late,
                DeliveryState.RETURNED,
                RefundState.REFUNDED);
    }

    @Test
    void aDisputeWaitsForItsPurchase() {
        DisputeRules.Ruling ruling = decide(DisputeType.CANCELLATION, null, BOUGHT);
        assertOpen(ruling, "there is no purchase 12 yet");
        assertThat(ruling.purchase()).isNull();
        assertGranted(
                DisputeRules.decide(ruling.dispute(), PURCHASE, BOUGHT.plusDays(1)),
                BOUGHT.plusDays(1),
                DeliveryState.CANCELLED,
                RefundState.REFUNDED);
    }

    @Test
    void whatIsCancelledOrReturnedStaysSo() {
        Purchase cancelled = PURCHASE.with(DeliveryState.CANCELLED, RefundState.REFUNDED);
        DisputeRules.Ruling ruling = decide(DisputeType.RETURN_FOR_REFUND, cancelled, DELIVERY);
        assertThat(ruling.dispute().state()).isEqualTo(DisputeState.REFUSED);
        assertThat(ruling.dispute().reason()).isEqualTo("the purchase is cancelled already");
        assertThat(ruling.purchase()).isEqualTo(cancelled);

        Purchase returned = PURCHASE.with(DeliveryState.RETURNED, RefundState.WAIVED);
        assertThat(decide(DisputeType.RETURN_FOR_REFUND, returned, DELIVERY)
                        .dispute()
                        .reason())
                .isEqualTo("the purchase is returned already");
    }

    @Test
    void onlyTheBuyerMayDisputeAndOnlyWhatTheyBought() {
        var stranger = new Dispute(12, DisputeType.CANCELLATION, 100_009, 4, BOUGHT, DisputeState.OPEN, "", null);
        assertRefused(
                DisputeRules.decide(stranger, PURCHASE, BOUGHT),
                BOUGHT,
                "customer 100001 made purchase 12, not 100009",
                DeliveryState.SCHEDULED);
        var otherCar = new Dispute(12, DisputeType.CANCELLATION, 100_001, 5, BOUGHT, DisputeState.OPEN, "", null);
        assertRefused(
                DisputeRules.decide(otherCar, PURCHASE, BOUGHT),
                BOUGHT,
                "purchase 12 is product 4, not 5",
                DeliveryState.SCHEDULED);
    }

    @Test
    void aDecisionIsFinal() {
        Dispute refused = decide(DisputeType.CANCELLATION, PURCHASE, DELIVERY).dispute();
        assertThat(DisputeRules.decide(refused, PURCHASE, BOUGHT).dispute()).isEqualTo(refused);
    }

    @Test
    void ofTwoDisputesTheSecondSeesWhatTheFirstLeft() {
        DisputeRules.Rulings rulings = DisputeRules.decide(
                List.of(
                        filed(DisputeType.RETURN_FOR_NO_REFUND, DELIVERY),
                        filed(DisputeType.RETURN_FOR_REFUND, DELIVERY)),
                List.of(PURCHASE),
                DELIVERY);
        assertThat(rulings.disputes().stream().map(Dispute::state))
                .containsExactly(DisputeState.GRANTED, DisputeState.REFUSED);
        assertThat(rulings.purchases()).containsExactly(PURCHASE.with(DeliveryState.RETURNED, RefundState.WAIVED));
    }

    @Test
    void aPurchaseIsDeliveredOnItsDay() {
        assertThat(PURCHASE.on(DELIVERY.minusDays(1)).deliveryState()).isEqualTo(DeliveryState.SCHEDULED);
        assertThat(PURCHASE.on(DELIVERY).deliveryState()).isEqualTo(DeliveryState.DELIVERED);
        Purchase cancelled = PURCHASE.with(DeliveryState.CANCELLED, RefundState.REFUNDED);
        assertThat(cancelled.on(DELIVERY)).isEqualTo(cancelled);
    }
}
