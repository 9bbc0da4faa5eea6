package io.onedag.tasks.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.onedag.TaskFailedException;
import io.onedag.engine.Notice;
import io.onedag.engine.NotifierTypes;
import io.onedag.engine.TaskSettings;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E-mail, against a real server. */
@Timeout(60)
class EmailTest {

    private GreenMail mail;

    @AfterEach
    void stop() {
        if (mail != null) {
            mail.stop();
        }
    }

    private int start(String protocol) {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol).dynamicPort());
        mail.start();
        return protocol.equals(ServerSetup.PROTOCOL_SMTPS)
                ? mail.getSmtps().getPort()
                : mail.getSmtp().getPort();
    }

    private static Map<String, Object> with(int port, String... smtp) {
        var server = new LinkedHashMap<String, Object>();
        server.put("host", "127.0.0.1");
        server.put("port", port);
        server.put("tls", "none");
        for (int i = 0; i < smtp.length; i += 2) {
            server.put(smtp[i], smtp[i + 1]);
        }
        var with = new HashMap<String, Object>();
        with.put("to", List.of("data@example.com", "Ödön <o@example.com>"));
        with.put("from", "onedag@example.com");
        with.put("smtp", server);
        return with;
    }

    @Test
    void it_says_all_there_is_to_say_and_nothing_becomes_a_header() throws Exception {
        int port = start(ServerSetup.PROTOCOL_SMTP);
        Notice notice = Hostile.notice();

        Hostile.send("email", with(port), notice);

        MimeMessage[] received = mail.getReceivedMessages();
        assertThat(received).hasSize(2); // one for each address
        MimeMessage message = received[0];
        assertThat(message.getSubject())
                .startsWith("Nächtlich Bcc: eve@example.com")
                .doesNotContain("\n")
                .contains("😀");
        assertThat(message.getSubject().length()).isLessThan(210);
        assertThat(message.getHeader("Bcc")).isNull();
        assertThat(message.getAllRecipients())
                .extracting(Object::toString)
                .hasSize(2)
                .noneMatch(each -> each.contains("eve"));
        assertThat(message.getRecipients(Message.RecipientType.TO)[1].toString())
                .contains("o@example.com");
        assertThat(message.getFrom()[0]).hasToString("onedag@example.com");
        assertThat(message.getMessageID()).isEqualTo("<" + notice.id() + "@onedag>");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(message.getContent().toString().replace("\r\n", "\n").strip())
                .isEqualTo(notice.text().replace("\r\n", "\n").strip());
    }

    @Test
    void a_long_text_arrives_whole() throws Exception {
        int port = start(ServerSetup.PROTOCOL_SMTP);
        Notice notice = Hostile.notice(10, ".\n" + "ä😀".repeat(700) + "\n.");
        var with = with(port);
        with.put("subject", "run ${x}\r\nX-Evil: 1");

        Hostile.send("email", with, notice);

        MimeMessage message = mail.getReceivedMessages()[0];
        assertThat(message.getSubject()).isEqualTo("run ${x} X-Evil: 1");
        assertThat(message.getHeader("X-Evil")).isNull();
        assertThat(message.getContent().toString().replace("\r\n", "\n").strip())
                .isEqualTo(notice.text().replace("\r\n", "\n").strip());
    }

    @Test
    void it_logs_in() throws Exception {
        int port = start(ServerSetup.PROTOCOL_SMTP);
        mail.setUser("etl@example.com", "etl", "s3cret");

        Hostile.send("email", with(port, "user", "etl", "password", "s3cret"), Hostile.notice());
        assertThat(mail.getReceivedMessages()).hasSize(2);

        assertThatThrownBy(() ->
                        Hostile.send("email", with(port, "user", "etl", "password", "wr0ng-pw"), Hostile.notice()))
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        e -> assertThat(e.isRetryable()).isFalse())
                .hasMessageContaining("refused the login of \"etl\"")
                .hasMessageNotContaining("wr0ng-pw");
    }

    @Test
    void with_tls_it_speaks_only_to_a_server_it_can_trust() throws Exception {
        int port = start(ServerSetup.PROTOCOL_SMTPS);

        assertThatThrownBy(() -> Hostile.send("email", with(port, "tls", "tls"), Hostile.notice()))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("no e-mail by 127.0.0.1:" + port);
        assertThat(mail.getReceivedMessages()).isEmpty();

        var type = NotifierTypes.find("email").orElseThrow();
        var trusting = Map.<String, Object>of("mail.smtp.ssl.trust", "*", "mail.smtp.ssl.checkserveridentity", "false");
        new Email(TaskSettings.of(type, with(port, "tls", "tls")), trusting).send(Hostile.notice());
        assertThat(mail.getReceivedMessages()).hasSize(2);
    }

    @Test
    void without_starttls_nothing_is_said_in_the_clear() {
        int port = start(ServerSetup.PROTOCOL_SMTP);

        assertThatThrownBy(() -> Hostile.send("email", with(port, "tls", "starttls"), Hostile.notice()))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("STARTTLS");
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_server_that_says_nothing_or_is_not_there_is_worth_another_try() throws IOException {
        int port;
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            isWorthAnotherTry(port, "no e-mail by 127.0.0.1:");
        }
        isWorthAnotherTry(port, "onnect");
    }

    @Test
    void a_server_that_took_it_and_then_falls_silent_is_not_sent_it_again() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var taken = new CompletableFuture<String>();
            var thread = new Thread(() -> takeAndFallSilent(server, taken), "smtp");
            thread.setDaemon(true);
            thread.start();
            var with = with(server.getLocalPort());
            with.put("timeout", "2s");

            Hostile.send("email", with, Hostile.notice());

            assertThat(taken).isCompletedWithValueMatching(said -> said.contains("Auto-Submitted"));
        }
    }

    /** Speaks SMTP up to the end of a message; QUIT gets no answer. */
    private static void takeAndFallSilent(ServerSocket server, CompletableFuture<String> taken) {
        try (var socket = server.accept();
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            var message = new StringBuilder();
            boolean data = false;
            String answer = "220 here";
            do {
                if (!answer.isEmpty()) {
                    socket.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
                }
                String line = in.readLine();
                if (line == null) {
                    return;
                }
                if (data && !line.equals(".")) {
                    message.append(line).append('\n');
                    answer = "";
                } else if (data) {
                    taken.complete(message.toString());
                    data = false;
                    answer = "250 taken";
                } else if (line.equals("QUIT")) {
                    answer = "";
                } else {
                    data = line.equals("DATA");
                    answer = data ? "354 go on" : "250 fine";
                }
            } while (true);
        } catch (IOException e) {
            taken.completeExceptionally(e);
        }
    }

    private static void isWorthAnotherTry(int port, String message) {
        var with = with(port);
        with.put("timeout", "200ms");
        assertThatThrownBy(() -> Hostile.send("email", with, Hostile.notice()))
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        e -> assertThat(e.isRetryable()).isTrue())
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@example.com\r\nBcc: eve@example.com", "a@example.com, eve@example.com", "nobody", ""})
    void an_address_that_is_none_or_more_than_one_is_refused(String address) {
        var with = with(1);
        with.put("to", List.of(address));

        assertThatThrownBy(() -> Hostile.send("email", with, Hostile.notice()))
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        e -> assertThat(e.isRetryable()).isFalse())
                .hasMessageContaining("is no address");
    }
}
