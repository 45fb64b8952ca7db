package org.postjames.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.base.GenericMatcher;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostfixMatcherTest {
    @TempDir
    Path directory;

    private static List<String> matched(GenericMatcher matcher, String condition, String client, String... recipients)
            throws MessagingException {
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("test")
                .condition(condition)
                .build());
        FakeMail mail = FakeMail.builder()
                .name("mail1")
                .recipients(recipients)
                .remoteAddr(client)
                .build();
        return matcher.match(mail).stream().map(MailAddress::asString).toList();
    }

    @Test
    void clientInMynetworksShouldKnowNetworks() throws Exception {
        String networks = "!192.0.2.7, 192.0.2.0/24 [2001:db8::]/32";
        assertThat(matched(new ClientInMynetworks(), networks, "192.0.2.8", "a@b.c"))
                .containsExactly("a@b.c");
        assertThat(matched(new ClientInMynetworks(), networks, "192.0.2.7", "a@b.c"))
                .isEmpty();
        assertThat(matched(new ClientInMynetworks(), networks, "2001:db8::9", "a@b.c"))
                .containsExactly("a@b.c");
        assertThat(matched(new ClientInMynetworks(), networks, "198.51.100.1", "a@b.c"))
                .isEmpty();
    }

    @Test
    void aTableThatCannotAnswerShouldFailAndNotBeTakenForNo() {
        assertThatThrownBy(() -> matched(new ClientInMynetworks(), "fail:x", "192.0.2.8", "a@b.c"))
                .isInstanceOf(MessagingException.class);
    }

    @Test
    void recipientInRelayDomainsShouldGiveOnlyThose() throws Exception {
        assertThat(matched(
                        new RecipientInRelayDomains(),
                        "relay.test, sub.test",
                        "127.0.0.1",
                        "a@relay.test",
                        "b@other.test",
                        "c@x.sub.test"))
                .containsExactly("a@relay.test", "c@x.sub.test");
    }

    @Test
    void addressClassIsShouldReadTheDirectory() throws Exception {
        Files.writeString(
                directory.resolve("main.cf"),
                "compatibility_level = 3.6\nmydestination = local.test\nvirtual_mailbox_domains = mbox.test\nrelay_domains = relay.test\n");
        String condition = "local, virtual_mailbox " + directory;
        assertThat(matched(
                        new AddressClassIs(),
                        condition,
                        "127.0.0.1",
                        "a@local.test",
                        "b@mbox.test",
                        "c@relay.test",
                        "d@else.test"))
                .containsExactlyInAnyOrder("a@local.test", "b@mbox.test");
        assertThatThrownBy(() -> matched(new AddressClassIs(), "lokal " + directory, "127.0.0.1", "a@b.c"))
                .isInstanceOf(MessagingException.class);
    }
}
