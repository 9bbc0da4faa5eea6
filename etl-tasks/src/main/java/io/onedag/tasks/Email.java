package io.onedag.tasks;

import io.onedag.NotifierSpec;
import io.onedag.tasks.notify.EmailType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends how a run ended by e-mail. {@code uses: email} in YAML; needs Jakarta Mail on the class path. Immutable: each method answers with a
 * copy.
 *
 * <ul>
 *   <li>The connection begins in the clear and has to be protected by STARTTLS before anything is said; port 587.
 *   <li>Nobody logs in unless {@link #login} says so.
 * </ul>
 */
public final class Email implements NotifierSpec {

    private final Map<String, @Nullable Object> with;
    private final Map<String, @Nullable Object> smtp;

    private Email(Map<String, @Nullable Object> with, Map<String, @Nullable Object> smtp) {
        this.with = with;
        this.smtp = smtp;
    }

    /** Sends from this address to these. */
    public static Email from(String address, String... to) {
        var with = new LinkedHashMap<String, @Nullable Object>();
        with.put(EmailType.TO, List.of(to));
        with.put(EmailType.FROM, address);
        return new Email(with, Map.of());
    }

    /** Sets the server that takes it. */
    public Email smtp(String host) {
        return smtp(EmailType.HOST, host);
    }

    /** Sets the server that takes it, and its port. */
    public Email smtp(String host, int port) {
        return smtp(EmailType.HOST, host).smtp(EmailType.PORT, (long) port);
    }

    /** Sets how the connection is protected: {@code starttls}, {@code tls} or {@code none}. */
    public Email tls(String how) {
        return smtp(EmailType.TLS, how);
    }

    /** Logs in; the password is a reference: {@code "${secret.SMTP}"}. */
    public Email login(String user, String password) {
        return smtp(EmailType.USER, user).smtp(EmailType.PASSWORD, password);
    }

    /** Sets the subject, which may hold expressions. */
    public Email subject(String text) {
        var changed = new LinkedHashMap<>(with);
        changed.put(EmailType.SUBJECT, text);
        return new Email(changed, smtp);
    }

    private Email smtp(String setting, Object value) {
        var changed = new LinkedHashMap<>(smtp);
        changed.put(setting, value);
        return new Email(with, changed);
    }

    @Override
    public String type() {
        return "email";
    }

    @Override
    public Map<String, ?> with() {
        var all = new LinkedHashMap<String, @Nullable Object>(with);
        all.put(EmailType.SMTP, smtp);
        return Collections.unmodifiableMap(all);
    }
}
