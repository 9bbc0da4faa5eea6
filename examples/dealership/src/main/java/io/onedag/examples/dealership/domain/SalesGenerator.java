package io.onedag.examples.dealership.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Stands in for the dealership's till: makes up a day of 10 to 20 sales.
 *
 * <p>The same seed and watermark give the same sales, on every JVM: so an attempt that is made again makes nothing twice. Names are
 * drawn from a town small enough for people to come back, and each person has one e-mail address.
 */
public final class SalesGenerator {

    /** The day of the very first sales. */
    public static final LocalDate FIRST_DAY = LocalDate.of(2020, 7, 3);

    /** The fewest sales of a day. */
    public static final int FEWEST = 10;

    /** The most sales of a day. */
    public static final int MOST = 20;

    private static final int LONGEST_GAP_DAYS = 3;

    private static final List<String> FIRST_NAMES = List.of(
            "Amara", "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kenji", "Leila",
            "Mateo", "Nadia", "Oskar", "Priya");
    private static final List<String> LAST_NAMES = List.of(
            "Abara", "Bianchi", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ivanov", "Jensen", "Kaya",
            "Larsen", "Moreau", "Novak", "Okafor", "Patel");
    private static final List<String> MAIL_PROVIDERS =
            List.of("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "verizon.net", "aol.com");

    private SalesGenerator() {}

    /**
     * Makes up the sales of one day: {@link #FIRST_DAY}, or one to three days after the watermark's. Transaction ids go on after the
     * watermark's last.
     *
     * @param seed decides everything that is drawn, for example a run's key
     */
    public static List<Sale> generate(Watermark since, String seed) {
        // Not SecureRandom or a stream of RandomGenerator's: the algorithm of Random is part of its contract.
        var random = new Random(hash(seed));
        int gap = 1 + random.nextInt(LONGEST_GAP_DAYS);
        int count = FEWEST + random.nextInt(MOST - FEWEST + 1);
        LocalDate day = since.date().map(previous -> previous.plusDays(gap)).orElse(FIRST_DAY);
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> sale(random, since.lastTransactionId() + n, day))
                .toList();
    }

    private static Sale sale(Random random, long transactionId, LocalDate day) {
        int first = random.nextInt(FIRST_NAMES.size());
        int last = random.nextInt(LAST_NAMES.size());
        String firstName = FIRST_NAMES.get(first);
        String lastName = LAST_NAMES.get(last);
        String provider = MAIL_PROVIDERS.get((first * 7 + last) % MAIL_PROVIDERS.size());
        Product product = Product.ALL.get(random.nextInt(Product.ALL.size()));
        return new Sale(
                transactionId,
                null,
                firstName,
                lastName,
                firstName + "." + lastName + "@" + provider,
                product,
                day,
                false);
    }

    private static long hash(String seed) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
