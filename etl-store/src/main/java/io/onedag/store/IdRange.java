package io.onedag.store;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The ids that begin with a prefix, so that an index finds them.
 *
 * @param lowest the prefix followed by zeros
 * @param highest the prefix followed by {@code f}
 */
record IdRange(UUID lowest, UUID highest) {

    private static final String FORM = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    /** Empty when no id can begin so. Dashes may be left out. */
    static Optional<IdRange> of(String prefix) {
        String digits = prefix.replace("-", "").toLowerCase(Locale.ROOT);
        if (digits.length() > 32 || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            return Optional.empty();
        }
        return Optional.of(new IdRange(filled(digits, '0'), filled(digits, 'f')));
    }

    private static UUID filled(String digits, char rest) {
        var id = new StringBuilder(FORM);
        int digit = 0;
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) == 'x') {
                id.setCharAt(i, digit < digits.length() ? digits.charAt(digit) : rest);
                digit++;
            }
        }
        return UUID.fromString(id.toString());
    }
}
