package io.onedag.examples.miniproject.domain;

import io.onedag.examples.miniproject.domain.Fields.ProblemException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks customers, and remembers the valid ones. Not thread-safe. */
public final class Customers {

    /** What a row of the file has instead of fields by name when it has too few or too many. */
    public static final String FIELDS = "fields";

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    private final Map<String, String> countries = new HashMap<>();

    /** Checks a record: an id, a name, an e-mail address, a country of two letters; each id once. */
    public Verdict check(@Nullable Object record) {
        var content = new LinkedHashMap<String, @Nullable Object>();
        try {
            Map<?, ?> fields = Fields.object(record);
            if (fields.containsKey(FIELDS)) {
                throw new ProblemException("it has not as many fields as the first line has names");
            }
            String id = Fields.text(fields, "customer_id");
            content.put("customer_id", id);
            content.put("name", Fields.text(fields, "name"));
            String email = Fields.text(fields, "email").toLowerCase(Locale.ROOT);
            content.put("email", email);
            String country = Fields.text(fields, "country").toUpperCase(Locale.ROOT);
            content.put("country", country);
            if (!EMAIL.matcher(email).matches()) {
                throw new ProblemException("email is " + Fields.quoted(email) + ", no e-mail address");
            }
            if (!COUNTRY.matcher(country).matches()) {
                throw new ProblemException("country is " + Fields.quoted(country) + ", not two letters");
            }
            if (countries.putIfAbsent(id, country) != null) {
                throw new ProblemException("customer " + Fields.quoted(id) + " is there twice; the first one counts");
            }
            return Verdict.valid(content);
        } catch (ProblemException e) {
            return Verdict.invalid(content, e.problem());
        }
    }

    /** The country of a valid customer; null: there is none of this id. */
    @Nullable
    String country(String id) {
        return countries.get(id);
    }
}
