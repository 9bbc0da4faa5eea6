package io.onedag.tasks.notify;

import io.onedag.NotifierDefinition;
import io.onedag.engine.Notifier;
import io.onedag.engine.NotifierType;
import io.onedag.engine.Setting;
import io.onedag.engine.Setting.Kind;
import io.onedag.engine.TaskSettings;
import java.util.List;
import java.util.Map;

/** {@code email}: sends how a run ended by e-mail. Needs Jakarta Mail on the class path. */
public final class EmailType implements NotifierType {

    public static final String TO = "to";
    public static final String FROM = "from";
    public static final String SUBJECT = "subject";
    public static final String SMTP = "smtp";
    public static final String HOST = "host";
    public static final String PORT = "port";
    public static final String TLS = "tls";
    public static final String USER = "user";
    public static final String PASSWORD = "password";

    private static final List<Setting> SETTINGS = List.of(
            Setting.required(TO, Kind.TEXT_LIST, "Who gets it, one address each."),
            Setting.required(FROM, Kind.TEXT, "The address it comes from."),
            Setting.optional(
                    SUBJECT,
                    Kind.TEXT,
                    null,
                    "Its subject. Left out: the pipeline, its state and what its tasks became."),
            Setting.section(
                    SMTP,
                    "The server that takes it.",
                    Setting.required(HOST, Kind.TEXT, "Its host."),
                    Setting.optional(PORT, Kind.INTEGER, null, "Its port. Left out: 587, with tls 465, with none 25."),
                    Setting.optional(
                                    TLS,
                                    Kind.TEXT,
                                    "starttls",
                                    "How the connection is protected: starttls, which is required then; tls from the start; or none.")
                            .oneOf("starttls", "tls", "none"),
                    Setting.optional(USER, Kind.TEXT, null, "Whom to log in as. Left out: no login."),
                    Setting.optional(PASSWORD, Kind.TEXT, null, "The password: \"${secret.NAME}\".")),
            WebhookType.TIMEOUT_SETTING);

    @Override
    public String name() {
        return "email";
    }

    @Override
    public String description() {
        return "Sends how a run ended by e-mail.";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public void check(NotifierDefinition notifier, Report report) {
        if (!JakartaMail.isHere()) {
            report.error(
                    SMTP,
                    "e-mail needs Jakarta Mail, which is not on the class path",
                    "add the dependency org.eclipse.angus:smtp to the application");
        }
        Literals.checkTimeout(notifier, report);
        if (notifier.with().get(TO) instanceof List<?> to && to.isEmpty()) {
            report.error(TO, "nobody gets this e-mail: \"to\" is empty", "name an address");
        }
        if (notifier.with().get(SMTP) instanceof Map<?, ?> smtp) {
            if (Literals.plain(smtp.get(PASSWORD)) != null) {
                report.error(
                        SMTP,
                        "the password is written into the definition, which is stored with every run",
                        "write password: \"${secret.NAME}\", and set NAME in the environment");
            }
            if (smtp.get(PASSWORD) != null && smtp.get(USER) == null) {
                report.error(SMTP, "there is a password but no user", "add user: NAME, or drop the password");
            }
            if ("none".equals(smtp.get(TLS)) && smtp.get(PASSWORD) != null) {
                report.warning(
                        SMTP, "with tls none, the password crosses the network in the clear", "use starttls or tls");
            }
        }
    }

    @Override
    public Notifier create(TaskSettings with) {
        return new Email(with, Map.of());
    }
}
