package org.postjames.server.mailet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.mail.MessagingException;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.apache.mailet.base.GenericMatcher;
import org.junit.jupiter.api.Test;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;

class MailetChainTest {
    private interface Work {
        void on(Mail mail) throws MessagingException;
    }

    private static GenericMailet mailet(Work work) {
        return new GenericMailet() {
            @Override
            public void service(Mail mail) throws MessagingException {
                work.on(mail);
            }
        };
    }

    private static LazyMail mail(String... recipients) {
        byte[] text = "Subject: hello\n\nHello\n".getBytes(StandardCharsets.US_ASCII);
        return new LazyMail(
                "4ABC",
                "before-queue",
                Address.of("a@example.org"),
                List.of(recipients).stream().map(Address::of).toList(),
                Map.of(),
                new LazyMail.Source() {
                    @Override
                    public InputStream open() {
                        return new ByteArrayInputStream(text);
                    }

                    @Override
                    public long size() {
                        return text.length;
                    }
                });
    }

    private static MailetChain chain(List<MailetChain.Step> steps) {
        return new MailetChain(steps, new MailetThreads(Duration.ZERO));
    }

    private static void reply(Mail mail, String text) {
        mail.setAttribute(new Attribute(MailetChain.REPLY, AttributeValue.of(text)));
    }

    @Test
    void aReplyShouldEndTheChain() throws MessagingException {
        LazyMail mail = mail("b@example.org");
        chain(List.of(
                        new MailetChain.Step(null, mailet(m -> reply(m, "550 5.7.1 No invoices, please"))),
                        new MailetChain.Step(null, mailet(m -> {
                            throw new IllegalStateException("must not run");
                        }))))
                .run(mail);

        assertThat(MailetChain.reply(mail)).contains(new SmtpReply(550, "5.7.1", "No invoices, please"));
    }

    @Test
    void aReplyThatIsNoneShouldBeAFailure() {
        for (String text : List.of("250 2.0.0 Ok", "no", "550 5.7.1 a\r\n250 b", "")) {
            LazyMail mail = mail("b@example.org");
            reply(mail, text);
            assertThatThrownBy(() -> MailetChain.reply(mail)).isInstanceOf(MessagingException.class);
        }
    }

    @Test
    void aMatcherShouldDecideWhoseMailIsThrownAway() throws MessagingException {
        LazyMail mail = mail("b@example.org", "c@example.org", "odd..one@example.org");
        GenericMatcher first = new GenericMatcher() {
            @Override
            public List<org.apache.james.core.MailAddress> match(Mail m) {
                return m.getRecipients().stream().limit(1).toList();
            }
        };
        chain(List.of(new MailetChain.Step(first, mailet(m -> m.setState(Mail.GHOST)))))
                .run(mail);

        assertThat(mail.envelope()).doesNotContain(Address.of("b@example.org")).contains(Address.of("c@example.org"));
        assertThat(mail.getState()).isEqualTo("before-queue");
    }

    @Test
    void readingShouldNotCountAsChangeAndWritingShould() throws MessagingException {
        LazyMail mail = mail("b@example.org");

        assertThat(mail.getMessage().getSubject()).isEqualTo("hello");
        assertThat(mail.contentChanged()).isFalse();
        mail.getMessage().setSubject("changed");
        assertThat(mail.contentChanged()).isTrue();
    }
}
