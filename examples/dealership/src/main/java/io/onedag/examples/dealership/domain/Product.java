package io.onedag.examples.dealership.domain;

import java.util.List;

/**
 * A car that the dealership sells. Its number is also how many days its delivery takes.
 *
 * @param number from 1
 * @param year the model year
 * @param make who makes it
 * @param model the model
 * @param price in US dollars
 */
public record Product(int number, int year, String make, String model, long price) {

    /** All of them, in the order of their numbers. */
    public static final List<Product> ALL = List.of(
            new Product(1, 2024, "Ram", "1500 TRX", 125_215),
            new Product(2, 2024, "Alfa Romeo", "Stelvio Quadrifoglio", 92_237),
            new Product(3, 2024, "Porsche", "Cayenne Turbo GT", 215_617),
            new Product(4, 2024, "Aston Martin", "DBX 707", 265_617),
            new Product(5, 2024, "Audi", "RS Q8", 132_327));

    /**
     * The product of a number.
     *
     * @throws BadRowException when there is none
     */
    public static Product of(long number) {
        if (number < 1 || number > ALL.size()) {
            throw new BadRowException("product_id is " + number + "; the dealership sells products 1 to " + ALL.size());
        }
        return ALL.get((int) number - 1);
    }

    /** Make and model. */
    @Override
    public String toString() {
        return make + " " + model;
    }
}
