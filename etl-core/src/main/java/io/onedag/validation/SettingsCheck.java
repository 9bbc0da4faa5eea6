package io.onedag.validation;

import io.onedag.engine.Setting;
import io.onedag.engine.SettingsType;
import io.onedag.expr.ExpressionException;
import io.onedag.expr.Reference;
import io.onedag.expr.Template;
import io.onedag.json.Json;
import io.onedag.units.Durations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what stands under a {@code with}: its keys, their values, the expressions in them. */
final class SettingsCheck {

    /** Checks what an expression names. */
    interface References {
        void check(Reference reference, Object... path);
    }

    private final Findings findings;

    SettingsCheck(Findings findings) {
        this.findings = findings;
    }

    /**
     * Checks the settings of a type.
     *
     * @param owner whose they are, for messages: {@code task "load"}
     * @param type the type; null: it is unknown, and only expressions can be checked
     */
    void check(String owner, @Nullable SettingsType type, Map<?, ?> with, References references, Object... path) {
        if (type != null) {
            keys(owner, type.kind() + " " + type.name(), type.settings(), with, path);
        }
        expressions(with, references, path);
    }

    /** Reports to the findings what a type's own check finds. */
    SettingsType.Report report(Object... path) {
        return new SettingsType.Report() {
            @Override
            public void error(String setting, String message, String hint) {
                findings.error(message, hint, append(path, setting));
            }

            @Override
            public void warning(String setting, String message, String hint) {
                findings.warning(message, hint, append(path, setting));
            }
        };
    }

    private void keys(String owner, String what, List<Setting> known, Map<?, ?> given, Object... path) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        known.forEach(setting -> settings.put(setting.name(), setting));
        given.forEach((key, value) -> {
            String name = String.valueOf(key);
            Setting setting = settings.get(name);
            if (setting == null) {
                findings.errorInName(
                        what + " has no setting \"" + name + "\"",
                        findings.hint(name, settings.keySet()),
                        append(path, name));
            } else {
                value(owner, what, setting, value, append(path, name));
            }
        });
        settings.values().stream()
                .filter(setting -> setting.required() && given.get(setting.name()) == null)
                .forEach(setting -> findings.error(
                        owner + " lacks \"" + setting.name() + "\", which " + what + " requires: "
                                + setting.description(),
                        null,
                        path));
    }

    private void value(String owner, String what, Setting setting, @Nullable Object value, Object... path) {
        if (value == null || (value instanceof String text && !Template.isPlain(text))) {
            return;
        }
        if (setting.kind() == Setting.Kind.SECTION && value instanceof Map<?, ?> fields) {
            keys(owner, "\"" + setting.name() + "\" of " + what, setting.fields(), fields, path);
            return;
        }
        String expected = expected(setting.kind(), value);
        if (expected != null) {
            findings.error(
                    "\"" + setting.name() + "\" of " + what + " is " + Json.write(value) + "; it has to be " + expected,
                    null,
                    path);
        } else if (!setting.allowed().isEmpty() && !setting.allowed().contains(Template.text(value))) {
            findings.error(
                    "\"" + setting.name() + "\" of " + what + " is " + Json.write(value) + "; it is one of "
                            + String.join(", ", setting.allowed()),
                    findings.hint(Template.text(value), setting.allowed()),
                    path);
        }
    }

    /** What a value of this kind is, for one that is something else; null: it is of this kind. */
    private static @Nullable String expected(Setting.Kind kind, Object value) {
        return switch (kind) {
            case TEXT -> value instanceof Map || value instanceof List ? "a text" : null;
            case TEXT_LIST -> value instanceof Map || hasNested(value) ? "a list of texts" : null;
            case TEXT_MAP -> !(value instanceof Map<?, ?> map) || hasNested(map.values()) ? "a map of texts" : null;
            case INTEGER -> isWhole(value) ? null : "a whole number";
            case BOOLEAN -> value instanceof Boolean ? null : "true or false";
            case DURATION ->
                value instanceof String text && isDuration(text) ? null : "a duration like 500ms, 10m or 1h30m";
            case SECTION -> "a map";
            case VALUE -> null;
        };
    }

    private void expressions(@Nullable Object value, References references, Object... path) {
        if (value instanceof String text && !Template.isPlain(text)) {
            try {
                Template.parse(text).references().forEach(reference -> references.check(reference, path));
            } catch (ExpressionException e) {
                findings.error(String.valueOf(e.getMessage()), null, path);
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                expressions(list.get(i), references, append(path, i));
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> expressions(each, references, append(path, key)));
        }
    }

    private static Object[] append(Object[] path, Object step) {
        Object[] longer = Arrays.copyOf(path, path.length + 1);
        longer[path.length] = step;
        return longer;
    }

    private static boolean hasNested(@Nullable Object value) {
        return value instanceof Collection<?> list
                && list.stream().anyMatch(each -> each instanceof List || each instanceof Map);
    }

    private static boolean isWhole(Object value) {
        return value instanceof Long
                || value instanceof BigInteger
                || (value instanceof BigDecimal number
                        && number.stripTrailingZeros().scale() <= 0);
    }

    private static boolean isDuration(String text) {
        try {
            Durations.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
