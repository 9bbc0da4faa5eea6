package io.onedag.testkit.asserts;

import io.onedag.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON values as tests mean them: {@code 1} and {@code 1.0} are one number, the order of keys makes no difference. */
final class Values {

    private Values() {}

    static boolean equal(@Nullable Object expected, @Nullable Object actual) {
        return same(Json.normalize(expected), Json.normalize(actual));
    }

    static String text(@Nullable Object value) {
        return Json.write(Json.normalize(value));
    }

    private static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number && b instanceof Number) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
        }
        if (a instanceof List<?> as && b instanceof List<?> bs) {
            if (as.size() != bs.size()) {
                return false;
            }
            for (int i = 0; i < as.size(); i++) {
                if (!same(as.get(i), bs.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> am && b instanceof Map<?, ?> bm) {
            return am.keySet().equals(bm.keySet())
                    && am.entrySet().stream().allMatch(each -> same(each.getValue(), bm.get(each.getKey())));
        }
        return Objects.equals(a, b);
    }
}
