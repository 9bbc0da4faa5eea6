package io.onedag.store;

import io.onedag.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares JSON by value: neither the order of keys nor the way a number is written matters. */
final class JsonValues {

    private JsonValues() {}

    static boolean same(String one, String other) {
        return one.equals(other) || same(Json.parse(one), Json.parse(other));
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> otherMap) {
            return map.keySet().equals(otherMap.keySet())
                    && map.entrySet().stream().allMatch(each -> same(each.getValue(), otherMap.get(each.getKey())));
        }
        if (one instanceof List<?> list && other instanceof List<?> otherList) {
            if (list.size() != otherList.size()) {
                return false;
            }
            for (int i = 0; i < list.size(); i++) {
                if (!same(list.get(i), otherList.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (one instanceof Number number && other instanceof Number otherNumber) {
            return decimal(number).compareTo(decimal(otherNumber)) == 0;
        }
        return java.util.Objects.equals(one, other);
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        return number instanceof BigInteger integer ? new BigDecimal(integer) : BigDecimal.valueOf(number.longValue());
    }
}
