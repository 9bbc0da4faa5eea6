package io.onedag.tasks.notify;

import io.onedag.TaskFailedException;
import io.onedag.engine.Notice;
import io.onedag.engine.Notifier;
import io.onedag.engine.TaskSettings;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** One e-mail. */
final class Email implements Notifier {

    private static final int LONGEST_SUBJECT = 200;

    private final List<InternetAddress> to = new ArrayList<>();
    private final InternetAddress from;
    private final @Nullable String subject;
    private final String host;
    private final int port;
    private final @Nullable String user;
    private final String password;
    private final Session session;

    /**
     * Prepares it.
     *
     * @param properties of Jakarta Mail, besides those that follow from the settings
     * @throws TaskFailedException when an address is none
     */
    Email(TaskSettings with, Map<String, Object> properties) {
        for (String address : with.texts(EmailType.TO)) {
            to.add(address(EmailType.TO, address));
        }
        this.from = address(EmailType.FROM, with.text(EmailType.FROM));
        this.subject = with.optionalText(EmailType.SUBJECT).orElse(null);
        TaskSettings smtp = with.section(EmailType.SMTP);
        String tls = smtp.text(EmailType.TLS);
        this.host = smtp.text(EmailType.HOST);
        this.port = smtp.has(EmailType.PORT) ? (int) smtp.integer(EmailType.PORT) : usualPort(tls);
        this.user = smtp.optionalText(EmailType.USER).orElse(null);
        this.password = smtp.optionalText(EmailType.PASSWORD).orElse("");
        this.session = Session.getInstance(properties(tls, Literals.timeout(with), properties));
    }

    @Override
    public void send(Notice notice) throws MessagingException {
        MimeMessage message = message(notice);
        Transport transport = session.getTransport("smtp");
        try {
            transport.connect(host, port, user, user == null ? null : password);
            transport.sendMessage(message, message.getAllRecipients());
        } catch (AuthenticationFailedException e) {
            throw TaskFailedException.fatal(host + " refused the login of \"" + user + "\": " + words(e)
                    + "; check user and password of \"smtp\"");
        } catch (SendFailedException e) {
            throw TaskFailedException.retryable(host + " did not take it: " + words(e), null);
        } catch (MessagingException e) {
            throw TaskFailedException.retryable("no e-mail by " + host + ":" + port + ": " + words(e), null);
        } finally {
            leave(transport);
        }
    }

    /** However it goes: by now the server has the message or hasn't, and one that it has must not be sent again. */
    private static void leave(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LoggerFactory.getLogger(Email.class).debug("the mail server was left without a goodbye: {}", words(e));
        }
    }

    private MimeMessage message(Notice notice) throws MessagingException {
        String id = "<" + notice.id() + "@onedag>";
        var message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id); // the same in each try, so that a mailbox can tell
            }
        };
        message.setFrom(from);
        message.setRecipients(Message.RecipientType.TO, to.toArray(InternetAddress[]::new));
        message.setSubject(line(subject == null ? notice.headline() : subject), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(notice.endedAt()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText(notice.text(), StandardCharsets.UTF_8.name());
        return message;
    }

    private static Properties properties(String tls, Duration timeout, Map<String, Object> more) {
        String millis = String.valueOf(timeout.toMillis());
        var properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", millis);
        properties.put("mail.smtp.timeout", millis);
        properties.put("mail.smtp.writetimeout", millis);
        properties.put("mail.smtp.starttls.enable", String.valueOf(tls.equals("starttls")));
        properties.put("mail.smtp.starttls.required", String.valueOf(tls.equals("starttls")));
        properties.put("mail.smtp.ssl.enable", String.valueOf(tls.equals("tls")));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.putAll(more);
        return properties;
    }

    private static int usualPort(String tls) {
        return switch (tls) {
            case "tls" -> 465;
            case "none" -> 25;
            default -> 587;
        };
    }

    private static InternetAddress address(String setting, String text) {
        try {
            if (text.chars().noneMatch(Character::isISOControl)) {
                return new InternetAddress(text, true);
            }
        } catch (AddressException e) {
            // Said below.
        }
        throw TaskFailedException.fatal("\"" + setting + "\" of notifier email is \"" + line(text)
                + "\", which is no address; write name@host");
    }

    /** One line: a line end in a header would begin another header. */
    private static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        int end = Math.min(line.length(), LONGEST_SUBJECT);
        boolean torn = end < line.length() && Character.isLowSurrogate(line.charAt(end));
        return end == line.length() ? line : line.substring(0, torn ? end - 1 : end) + "…";
    }

    private static String words(MessagingException thrown) {
        Exception cause = thrown.getNextException();
        String own = line(String.valueOf(thrown.getMessage()));
        String more = cause == null || cause.getMessage() == null ? "" : line(cause.getMessage());
        return more.isEmpty() || own.contains(more) ? own : own + " (" + more + ")";
    }
}
