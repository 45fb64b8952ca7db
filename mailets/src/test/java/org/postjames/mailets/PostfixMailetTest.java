package org.postjames.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;

class PostfixMailetTest {
    private final FakeMailContext context = FakeMailContext.defaultContext();

    private GenericMailet started(GenericMailet mailet, String... settings) throws MessagingException {
        FakeMailetConfig.Builder config =
                FakeMailetConfig.builder().mailetName("test").mailetContext(context);
        for (int i = 0; i < settings.length; i += 2) {
            config.setProperty(settings[i], settings[i + 1]);
        }
        mailet.init(config.build());
        return mailet;
    }

    private static FakeMail mail(String... recipients) throws MessagingException {
        return FakeMail.builder()
                .name("mail1")
                .state("root")
                .sender("s@example.org")
                .recipients(recipients)
                .build();
    }

    private static List<String> recipients(Mail mail) {
        return mail.getRecipients().stream().map(MailAddress::asString).toList();
    }

    @Test
    void virtualAliasesShouldReplaceRecipients() throws Exception {
        Mail mail = mail("info@example.com", "other@example.net");
        started(
                        new VirtualAliases(),
                        "virtual_alias_maps",
                        "inline:{{info@example.com = anna@example.com, bert@example.org}}",
                        "mydestination",
                        "localhost")
                .service(mail);
        assertThat(recipients(mail)).containsExactly("anna@example.com", "bert@example.org", "other@example.net");
    }

    @Test
    void aTableThatCannotAnswerShouldDeferTheMail() throws Exception {
        Mail mail = mail("info@example.com");
        started(new VirtualAliases(), "virtual_alias_maps", "fail:x").service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
        assertThat(context.getSentMails()).hasSize(1).allSatisfy(sent -> assertThat(sent.getDelay())
                .isPresent());
    }

    @Test
    void anUnknownParameterShouldRefuseToStart() {
        for (GenericMailet mailet : Stream.of(
                        new VirtualAliases(), new CanonicalAddresses(), new LocalAliases(), new Relocated())
                .toList()) {
            assertThatThrownBy(() -> started(mailet, "virtual_alias_map", "static:x"))
                    .isInstanceOf(MessagingException.class);
        }
    }

    @Test
    void localAliasesShouldExpandAddressesAndLeaveCommandsAlone() throws Exception {
        Mail mail = mail("root@example.com", "run@example.com", "none@example.com", "root@elsewhere.org");
        started(
                        new LocalAliases(),
                        "alias_maps",
                        "inline:{{root = anna, admin}, {admin = bert@example.org}, {run = \"|command\"}}",
                        "mydestination",
                        "example.com",
                        "myorigin",
                        "example.com")
                .service(mail);
        assertThat(recipients(mail))
                .containsExactly(
                        "anna@example.com",
                        "bert@example.org",
                        "run@example.com",
                        "none@example.com",
                        "root@elsewhere.org");
    }

    @Test
    void relocatedShouldReturnMailForThoseWhoMoved() throws Exception {
        Mail mail = mail("anna@example.com", "bert@example.com");
        started(
                        new Relocated(),
                        "relocated_maps",
                        "inline:{{anna@example.com = anna@example.org}}",
                        "mydestination",
                        "example.com")
                .service(mail);
        assertThat(recipients(mail)).containsExactly("bert@example.com");
        assertThat(context.getBouncedMails()).hasSize(1);
    }

    @Test
    void canonicalAddressesShouldRewriteRecipientsAndHeaders() throws Exception {
        FakeMail mail = FakeMail.builder()
                .name("mail1")
                .recipients("anna@example.com")
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder()
                        .addHeader("From", "Anna <anna@example.com>")
                        .addHeader("To", "bert@example.com (Bert), anna@example.com")
                        .setText("text"))
                .build();
        started(
                        new CanonicalAddresses(),
                        "canonical_maps",
                        "inline:{{anna@example.com = Anna.Adam@example.com}}",
                        "mydestination",
                        "example.com")
                .service(mail);
        assertThat(recipients(mail)).containsExactly("Anna.Adam@example.com");
        assertThat(mail.getMessage().getHeader("From")).containsExactly("Anna <Anna.Adam@example.com>");
        assertThat(mail.getMessage().getHeader("To")).containsExactly("bert@example.com (Bert), Anna.Adam@example.com");
    }
}
