package org.postjames.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.core.Domain;
import org.apache.james.mailetcontainer.impl.CompositeProcessorImpl;
import org.apache.james.mailetcontainer.impl.MailetProcessorImpl;
import org.apache.james.modules.server.MailetContainerModule;
import org.apache.james.protocols.lib.netty.AbstractConfigurableAsyncServer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.config.PostfixConfig;
import org.postjames.server.setup.CertificateFiles;
import org.postjames.translate.JamesConfiguration;

/** What {@code postjames translate} writes, read by a stock James 3.8.1's own classes. */
class StockJamesTest {
    private static final Path REAL = Path.of(System.getProperty("real.configurations", "../../shared/configs"));

    @TempDir
    Path directory;

    private Map<String, String> translated(String mainCf, String masterCf) throws Exception {
        Path etc = Files.createDirectories(directory.resolve("etc"));
        Files.writeString(
                etc.resolve("main.cf"), "compatibility_level = 3.6\nmyhostname = mail.example.test\n" + mainCf);
        Files.writeString(etc.resolve("master.cf"), masterCf);
        return JamesConfiguration.translate(PostfixConfig.load(etc));
    }

    private Map<String, String> usual() throws Exception {
        CertificateFiles tls = CertificateFiles.in(directory);
        return translated(
                "mydestination = $myhostname, example.test, hash:/x, a&b.test, [192.0.2.1]\nvirtual_mailbox_domains = mbox.test\n"
                        + "postjames_passwd_file = /p\npostjames_imap_listen = 127.0.0.1:0 [::1]:0 127.0.0.2:0\n"
                        + "postjames_imaps_listen = 127.0.0.1:0\npostjames_pop3_listen = 127.0.0.1:0\n"
                        + "postjames_pop3s_listen = 127.0.0.1:0\nrelayhost = [relay.test]:587\n"
                        + "smtpd_tls_cert_file = " + tls.certificate() + "\nsmtpd_tls_key_file = " + tls.key() + "\n",
                "local unix - n n - - local\nsmtp unix - - n - - smtp\nbounce unix - - n - 0 bounce\n"
                        + "error unix - - n - - error\n");
    }

    private static List<String> endpoints(List<AbstractConfigurableAsyncServer> servers) {
        return servers.stream()
                .flatMap(server -> server.getListenAddresses().stream()
                        .map(address -> server.getSocketType() + " "
                                + server.getStartTLSSupported() + " "
                                + address.getAddress().getHostAddress()))
                .toList();
    }

    @Test
    void domainsUsersAndMappingsShouldBeRead() throws Exception {
        try (StockJames james = new StockJames(directory, usual())) {
            assertThat(james.dnsService().getDNSServers()).isNotNull();
            assertThat(james.domainList().getDomains())
                    .contains(Domain.of("mail.example.test"), Domain.of("example.test"), Domain.of("mbox.test"));
            assertThat(james.domainList().getDefaultDomain()).isEqualTo(Domain.of("example.test"));
            assertThat(james.usersRepository().supportVirtualHosting()).isTrue();
            assertThat(james.recipientRewriteTable().getConfiguration().getMappingLimit())
                    .isEqualTo(1000);
            assertThat(james.recipientRewriteTable().getConfiguration().isRecursive())
                    .isTrue();
            assertThat(james.mailRepositoryStore().getDefaultProtocol()).isPresent();
            assertThat(james.mailRepositoryStore().getItems()).hasSize(1);
        }
    }

    @Test
    void serversShouldListenOnAllTheirAddressesWithTls() throws Exception {
        try (StockJames james = new StockJames(directory, usual())) {
            List<AbstractConfigurableAsyncServer> imap = james.imapServers();
            assertThat(endpoints(imap))
                    .containsExactlyInAnyOrder(
                            "plain true 127.0.0.1", "plain true 127.0.0.2", "secure false 127.0.0.1");
            assertThat(imap)
                    .allSatisfy(server -> assertThat(server.getHelloName()).isEqualTo("mail.example.test"));
            assertThat(endpoints(james.pop3Servers()))
                    .containsExactlyInAnyOrder("plain true 127.0.0.1", "secure false 127.0.0.1");
        }
    }

    @Test
    void mailetsShouldStart() throws Exception {
        try (StockJames james = new StockJames(directory, usual())) {
            CompositeProcessorImpl processors = james.processors();
            assertThat(processors.getProcessorStates())
                    .containsExactlyInAnyOrder("root", "error", "transport", "bounces");
            assertThat(james.postmaster().asString()).isEqualTo("postmaster@mail.example.test");
            var pairs = com.google.common.collect.ArrayListMultimap
                    .<String, org.apache.james.mailetcontainer.impl.MatcherMailetPair>create();
            for (String state : processors.getProcessorStates()) {
                pairs.putAll(state, ((MailetProcessorImpl) processors.getProcessor(state)).getPairs());
            }
            MailetContainerModule.BCC_Check.check(pairs); // what James's own server insists on
        }
    }

    @Test
    void jamesShouldRefuseWhatIsWrong() throws Exception {
        Map<String, String> files = new HashMap<>(usual());
        files.computeIfPresent("mailetcontainer.xml", (name, text) -> text.replace("\"root\"", "\"root2\""));
        files.computeIfPresent("imapserver.xml", (name, text) -> text.replaceAll("<privateKey>.*", ""));
        files.computeIfPresent(
                "pop3server.xml", (name, text) -> text.replace("handler class=\"org", "handler class=\"no"));
        try (StockJames james = new StockJames(directory, files)) {
            assertThatThrownBy(james::processors).isInstanceOf(ConfigurationException.class);
            assertThatThrownBy(james::imapServers).isInstanceOf(ConfigurationException.class);
            assertThatThrownBy(james::pop3Servers).isInstanceOf(Exception.class);
        }
    }

    /** Configurations as they are published lie beside the repository where they are available. */
    @TestFactory
    Stream<DynamicTest> realConfigurationsShouldBeRead() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(REAL), "no real configurations in " + REAL);
        try (Stream<Path> found = Files.list(REAL)) {
            return found.filter(path -> Files.exists(path.resolve("main.cf"))).sorted().toList().stream()
                    .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> {
                        Map<String, String> files = JamesConfiguration.translate(loaded(path));
                        try (StockJames james = new StockJames(Files.createTempDirectory(directory, "james"), files)) {
                            james.dnsService();
                            james.domainList();
                            james.usersRepository();
                            james.recipientRewriteTable();
                            james.mailRepositoryStore();
                            james.imapServers();
                            james.pop3Servers();
                            james.processors();
                            assertThat(james.postmaster().asString()).contains("@");
                        }
                    }));
        }
    }

    /** Some are templates, not yet what Postfix reads. */
    private static PostfixConfig loaded(Path configuration) {
        try {
            return PostfixConfig.load(configuration.toAbsolutePath().normalize());
        } catch (org.postjames.config.ConfigurationException e) {
            return Assumptions.abort("cannot be loaded: " + e.getMessage());
        }
    }
}
