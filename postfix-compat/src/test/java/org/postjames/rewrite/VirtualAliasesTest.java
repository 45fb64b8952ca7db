package org.postjames.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

class VirtualAliasesTest {
    private final List<String> warnings = new ArrayList<>();

    private List<String> expand(String maps, String address) throws Exception {
        PostfixConfig config = config(Map.of("virtual_alias_maps", maps));
        return new VirtualAliases(config, Tables.of(config, warnings::add, true))
                .expand(Address.of(address)).stream().map(Address::toString).toList();
    }

    private static PostfixConfig config(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "compatibility_level", "3.6",
                "myhostname", "mail.example.test",
                "mydomain", "example.test",
                "myorigin", "example.test",
                "mydestination", "example.test",
                "recipient_delimiter", "+"));
        settings.putAll(more);
        return PostfixConfig.of(settings);
    }

    @Test
    void expandShouldFollowSeveralStepsAndKeepTheOrder() throws Exception {
        assertThat(expand("inline:{{a@x.test = b@x.test, c}, {b@x.test = d@y.test}}", "a@x.test"))
                .containsExactly("d@y.test", "c@example.test");
    }

    @Test
    void expandShouldPropagateTheExtensionAndMapWholeDomains() throws Exception {
        assertThat(expand("inline:{{a@x.test = b@y.test}}", "a+ext@x.test")).containsExactly("b+ext@y.test");
        assertThat(expand("inline:{{@x.test = @y.test}}", "a+ext@x.test")).containsExactly("a+ext@y.test");
        assertThat(expand("inline:{{@x.test = all@y.test}}", "a@x.test")).containsExactly("all@y.test");
    }

    @Test
    void expandShouldKeepAnAddressThatExpandsIntoItself() throws Exception {
        assertThat(expand("inline:{{a@x.test = A@x.test, b@y.test}}", "a@x.test"))
                .containsExactly("A@x.test", "b@y.test");
    }

    @Test
    void expandShouldRefuseALoopThatGrows() {
        assertThatThrownBy(() -> expand("regexp:/nonexistent/file", "a@x.test"))
                .isInstanceOf(TableUnavailableException.class);
        assertThatThrownBy(() -> expand("inline:{{a@x.test = b@x.test}, {b@x.test = a@x.test}}", "a@x.test"))
                .isInstanceOf(VirtualAliasLoopException.class)
                .hasMessageContaining("unreasonable virtual_alias_maps map");
    }

    @Test
    void recipientTablesShouldSayInWhichTableAUserIsMissing() throws Exception {
        PostfixConfig config = config(Map.of(
                "local_recipient_maps", "inline:{anna=x}",
                "virtual_alias_domains", "alias.test",
                "virtual_mailbox_domains", "mbox.test",
                "virtual_mailbox_maps", "inline:{bert@mbox.test=x}",
                "relay_domains", "relay.test",
                "relay_recipient_maps", "inline:{carl@relay.test=x}",
                "unknown_local_recipient_reject_code", "450"));
        Tables tables = Tables.of(config, warnings::add, true);
        RecipientTables recipients = new RecipientTables(config, tables, new AddressResolver(config, tables));
        List<String> texts = new ArrayList<>();
        for (String address : List.of(
                "anna@example.test",
                "Anna+x@example.test",
                "bert@mbox.test",
                "carl@relay.test",
                "postmaster@example.test",
                "any@other.test")) {
            assertThat(recipients.unknown(Address.NULL, Address.of(address)))
                    .as(address)
                    .isEmpty();
        }
        for (String address : List.of("no@example.test", "no@alias.test", "no@mbox.test", "no@relay.test")) {
            UnknownRecipient unknown =
                    recipients.unknown(Address.NULL, Address.of(address)).orElseThrow();
            texts.add(unknown.code() + " " + unknown.dsn() + " " + unknown.text());
        }
        assertThat(texts)
                .containsExactly(
                        "450 4.1.1 User unknown in local recipient table",
                        "550 5.1.1 User unknown in virtual alias table",
                        "550 5.1.1 User unknown in virtual mailbox table",
                        "550 5.1.1 User unknown in relay recipient table");
    }

    @Test
    void canonicalAddressesShouldMapUntilAnAddressStaysItself() throws Exception {
        PostfixConfig config = config(Map.of(
                "canonical_maps", "inline:{{b@x.test = c@x.test}, {c@x.test = C@x.test}}",
                "sender_canonical_maps", "inline:{{a@x.test = b@x.test}}"));
        CanonicalAddresses canonical = new CanonicalAddresses(config, Tables.of(config, warnings::add, true));
        assertThat(canonical.map(Address.of("a@x.test"), CanonicalAddresses.Role.ENVELOPE_SENDER))
                .isEqualTo(Address.of("C@x.test"));
        assertThat(canonical.map(Address.of("a@x.test"), CanonicalAddresses.Role.ENVELOPE_RECIPIENT))
                .isEqualTo(Address.of("a@x.test"));
    }
}
