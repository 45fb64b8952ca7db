package org.postjames.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws IOException {
        write("main.cf", """
                compatibility_level = 3.6
                myhostname = mail.example.org
                mydomain = example.org
                myorigin = example.org
                mydestination = example.org
                queue_directory = @DIR@/queue
                inet_interfaces = 127.0.0.1
                virtual_alias_domains = shop.example
                virtual_alias_maps = hash:@DIR@/virtual
                transport_maps = regexp:@DIR@/transport
                alias_maps = hash:@DIR@/aliases
                smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
                smtpd_client_restrictions = check_client_access cidr:@DIR@/clients
                smtpd_sender_restrictions = check_sender_access inline:{bad@sender.test=REJECT}
                """);
        write("master.cf", """
                smtp inet n - n - - smtpd
                submission inet n - n - - smtpd
                  -o smtpd_sasl_auth_enable=yes
                  -o smtpd_tls_security_level=encrypt
                smtp unix - - n - - smtp
                relay unix - - n - - smtp
                local unix - n n - - local
                error unix - - n - - error
                """);
        write("virtual", """
                # who sells
                sales@shop.example  sam@partner.example,
                    tom
                """);
        write("transport", """
                # by hand

                /@partner\\.example$/ smtp:[gate.example]:26
                """);
        write("aliases", """
                tom: "|/bin/true", nobody-here
                """);
        write("clients", """
                198.51.100.0/24 REJECT go away
                """);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text.replace("@DIR@", directory.toString()));
    }

    private int explain(String... words) {
        List<String> all = new ArrayList<>(List.of("-c", directory.toString()));
        all.addAll(List.of(words));
        out.reset();
        return ExplainCommand.run(all, Path.of("/nowhere"), new PrintStream(out), new PrintStream(err));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8).replace(directory.toString(), "@DIR@");
    }

    @Test
    void explainShouldShowEachStep() {
        assertThat(explain("sales@shop.example")).isEqualTo(1);
        assertThat(said()).isEqualTo("""
                smtpd: EHLO [192.0.2.1]
                  -> 250
                smtpd: MAIL FROM:<>
                  -> 250 2.1.0 Ok
                smtpd: RCPT TO:<sales@shop.example>
                    cidr:@DIR@/clients  unknown  192.0.2.1  not found
                    inline:{bad@sender.test=REJECT}  <>  not found
                    hash:@DIR@/virtual  sales@shop.example = sam@partner.example,    tom  (@DIR@/virtual:2)
                  -> 250 2.1.5 Ok
                cleanup: virtual alias sales@shop.example
                    hash:@DIR@/virtual  sales@shop.example = sam@partner.example,    tom  (@DIR@/virtual:2)
                    hash:@DIR@/virtual  sam@partner.example  @partner.example  tom@example.org  tom  @example.org  not found
                  -> sam@partner.example, tom@example.org
                smtpd: DATA
                  -> 354 End data with <CR><LF>.<CR><LF>
                smtpd: end of the message
                  -> 250 2.0.0 Ok
                qmgr: route sam@partner.example
                    regexp:@DIR@/transport  sam@partner.example = smtp:[gate.example]:26  (@DIR@/transport:3)
                  -> address class default, transport smtp, nexthop [gate.example]:26
                qmgr: route tom@example.org
                    regexp:@DIR@/transport  tom@example.org  *  not found
                  -> address class local, transport local, nexthop mail.example.org
                local: deliver tom@example.org
                    hash:@DIR@/aliases  tom = "|/bin/true", nobody-here  (@DIR@/aliases:1)
                    hash:@DIR@/aliases  owner-tom  not found
                    regexp:@DIR@/transport  nobody-here@example.org  *  not found
                    hash:@DIR@/aliases  nobody-here  not found
                  -> tom@example.org sent (delivered to command: /bin/true); nobody-here@example.org bounced (unknown user: "nobody-here")
                smtp: deliver sam@partner.example
                  -> sam@partner.example sent (to [gate.example]:26)

                delivered: tom@example.org by local: |/bin/true
                bounced: nobody-here@example.org by local: 5.1.1 unknown user: "nobody-here"
                delivered: sam@partner.example by smtp: 2.0.0 to [gate.example]:26
                accepted, but not delivered to all
                """);
        assertThat(directory.resolve("queue")).doesNotExist();
    }

    @Test
    void explainShouldNameTheRestrictionThatRefuses() {
        assertThat(explain("--client", "198.51.100.7,mail.bad.test", "sales@shop.example"))
                .isEqualTo(1);
        assertThat(said())
                .contains("cidr:@DIR@/clients  198.51.100.7 = REJECT go away  (@DIR@/clients:1)")
                .contains("smtpd_client_restrictions: check_client_access cidr:@DIR@/clients: 554 5.7.1"
                        + " <mail.bad.test[198.51.100.7]>: Client host rejected: go away")
                .contains("smtpd: EHLO mail.bad.test")
                .endsWith("refused: 554 5.7.1 <mail.bad.test[198.51.100.7]>: Client host rejected: go away\n");
        assertThat(explain("--sender", "bad@sender.test", "sales@shop.example")).isEqualTo(1);
        assertThat(said()).endsWith("refused: 554 5.7.1 <bad@sender.test>: Sender address rejected: Access denied\n");
    }

    @Test
    void explainShouldLetUsersRelayWhereTheyLogIn() {
        assertThat(explain("someone@partner.example")).isEqualTo(1);
        assertThat(said()).endsWith("refused: 554 5.7.1 <someone@partner.example>: Relay access denied\n");
        assertThat(explain("--sasl-user", "tom", "--helo", "laptop.test", "someone@partner.example"))
                .isZero();
        assertThat(said())
                .contains("smtpd: EHLO laptop.test")
                .contains("smtpd_relay_restrictions: permit_sasl_authenticated: OK")
                .endsWith("delivered: someone@partner.example by smtp: 2.0.0 to [gate.example]:26\ndeliverable\n");
    }

    @Test
    void jsonShouldHaveTheSameContentUnderStableKeys() throws IOException {
        assertThat(explain("--json", "sales@shop.example")).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(out.toByteArray());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "address",
                        "sender",
                        "client_address",
                        "client_name",
                        "helo",
                        "sasl_user",
                        "service",
                        "deliverable",
                        "refusal",
                        "steps",
                        "destinations");
        JsonNode step = json.get("steps").get(3);
        assertThat(step.fieldNames())
                .toIterable()
                .containsExactly("program", "text", "result", "lookups", "decisions", "warnings");
        JsonNode lookup = step.get("lookups").get(0);
        assertThat(lookup.fieldNames()).toIterable().containsExactly("table", "key", "answer", "source", "problem");
        assertThat(lookup.get("source").asText()).isEqualTo(directory + "/virtual:2");
        JsonNode bounced = json.get("destinations").get(1);
        assertThat(bounced.fieldNames())
                .toIterable()
                .containsExactly(
                        "address", "address_class", "transport", "nexthop", "status", "dsn", "reason", "place");
        assertThat(bounced.get("reason").asText()).isEqualTo("unknown user: \"nobody-here\"");
        assertThat(json.get("deliverable").asBoolean()).isFalse();
    }

    @Test
    void jsonShouldBeUtf8() throws IOException {
        assertThat(explain("--json", "jürgen@shop.example")).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(out.toByteArray());
        assertThat(json.get("address").asText()).isEqualTo("jürgen@shop.example");
        assertThat(json.get("refusal").asText())
                .isEqualTo("550 5.1.1 <jürgen@shop.example>: Recipient address rejected:"
                        + " User unknown in virtual alias table");
    }

    @Test
    void whatCannotBeExplainedShouldBeSaidWithStatus2() throws IOException {
        assertThat(explain()).isEqualTo(2);
        assertThat(explain("--client", "localhost", "a@b")).isEqualTo(2);
        assertThat(explain("--colour", "red", "a@b")).isEqualTo(2);
        Files.delete(directory.resolve("master.cf"));
        assertThat(explain("a@b")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("one address is wanted")
                .contains("--client wants an IP address: localhost")
                .contains("unknown option: --colour")
                .contains("master.cf");
    }
}
