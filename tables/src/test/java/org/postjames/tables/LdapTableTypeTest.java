package org.postjames.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postjames.config.PostfixConfig;
import org.postjames.table.LookupTable;
import org.postjames.table.TableName;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

class LdapTableTypeTest {
    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();

    private void open(String settings) throws Exception {
        Path file = Files.writeString(directory.resolve("t.cf"), settings);
        try (Tables tables = Tables.of(PostfixConfig.of(Map.of()), warnings::add, true)) {
            tables.openNow(new TableName("ldap", file.toString()));
        }
    }

    /** Suffix {@code dc=example}; {@code cn=reader} has the password {@code secret}. */
    private static InMemoryDirectoryServer server(InMemoryOperationInterceptor interceptor) throws LDAPException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
        config.addAdditionalBindCredentials("cn=reader", "secret");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("plain", InetAddress.getLoopbackAddress(), 0, null));
        config.addInMemoryOperationInterceptor(interceptor);
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.startListening();
        return server;
    }

    @ParameterizedTest
    @CsvSource({
        "bind = sasl,bind = sasl of an ldap table is not supported yet",
        "version = 2,'version = 2 of an ldap table is not supported, use 3'",
        "server_host = ldaps://localhost;tls_cipher_suite = HIGH,tls_cipher_suite of an ldap table is not supported",
        "start_tls = yes;tls_cert = /nowhere,TLS of the table: No such file or directory"
    })
    void settingsThatWeCannotHonourShouldBeRefusedByName(String settings, String reason) {
        assertThatThrownBy(() -> open(settings.replace(';', '\n')))
                .isInstanceOf(TableUnavailableException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void debuglevelShouldBeIgnoredWithAWarning() throws Exception {
        open("debuglevel = 1\n");

        assertThat(warnings).containsExactly("dict_ldap_open: " + directory.resolve("t.cf") + " ignoring debuglevel");
    }

    /** Each entry comes in time, the search never ends: the table cannot answer, and says so after its timeout. */
    @Test
    void aServerThatSendsWithoutEndShouldBeLeft() throws Exception {
        InMemoryDirectoryServer server = server(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
                while (true) {
                    request.sendSearchEntry(new Entry("cn=one,dc=example", new Attribute("maildrop", "one")));
                    LockSupport.parkNanos(1_000_000);
                }
            }
        });
        Path file = Files.writeString(directory.resolve("t.cf"), """
                server_host = ldap://127.0.0.1:%d
                search_base = dc=example
                timeout = 1
                """.formatted(server.getListenPort()));
        try (Tables tables = Tables.of(PostfixConfig.of(Map.of()), warnings::add, true)) {
            LookupTable table = tables.open(new TableName("ldap", file.toString()));
            assertThatThrownBy(() -> table.lookup("x")).isInstanceOf(TableUnavailableException.class);
        } finally {
            server.shutDown(true);
        }
        assertThat(warnings).containsExactly("dict_ldap_lookup: Search error -5: Timed out ");
    }

    /** Who is referred somewhere else goes there as nobody: the password is for the table's own servers. */
    @Test
    void aReferralShouldNotGetThePassword() throws Exception {
        List<String> binds = Collections.synchronizedList(new ArrayList<>());
        InMemoryDirectoryServer second = server(new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
                binds.add(request.getRequest().getBindDN());
            }
        });
        second.add("dn: dc=example", "objectClass: domain", "dc: example");
        second.add(
                "dn: cn=one,dc=example", "objectClass: applicationProcess", "cn: one", "description: one@example.com");
        InMemoryDirectoryServer first = server(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
                throw new LDAPException(ResultCode.REFERRAL, "elsewhere", null, new String[] {
                    "ldap://127.0.0.1:" + second.getListenPort() + "/dc=example"
                });
            }
        });
        Path file = Files.writeString(directory.resolve("t.cf"), """
                server_host = ldap://127.0.0.1:%d
                version = 3
                bind_dn = cn=reader
                bind_pw = secret
                chase_referrals = yes
                search_base = dc=example
                query_filter = (cn=%%s)
                result_attribute = description
                """.formatted(first.getListenPort()));
        try (Tables tables = Tables.of(PostfixConfig.of(Map.of()), warnings::add, true)) {
            LookupTable table = tables.open(new TableName("ldap", file.toString()));
            assertThat(table.lookup("one")).contains("one@example.com");
            second.shutDown(true);
            assertThatThrownBy(() -> table.lookup("one")).isInstanceOf(TableUnavailableException.class);
        } finally {
            first.shutDown(true);
            second.shutDown(true);
        }
        assertThat(binds).isEmpty();
        assertThat(warnings).hasSize(1).noneMatch(text -> text.contains("secret"));
    }

    /** What is on a server that cannot be asked may be what was looked for. */
    @Test
    void aReferralThatCannotBeFollowedShouldNotMeanNotFound() throws Exception {
        int nobody;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = probe.getLocalPort();
        }
        InMemoryDirectoryServer server = server(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
                request.sendSearchReference(new SearchResultReference(
                        new String[] {"ldap://127.0.0.1:" + nobody + "/dc=example"}, new Control[0]));
            }
        });
        server.add("dn: dc=example", "objectClass: domain", "dc: example", "description: one@example.com");
        try {
            for (String chase : List.of("yes", "no")) {
                Path file = Files.writeString(
                        directory.resolve(chase + ".cf"), """
                        server_host = ldap://127.0.0.1:%d
                        chase_referrals = %s
                        search_base = dc=example
                        query_filter = (dc=%%s)
                        result_attribute = description
                        """.formatted(server.getListenPort(), chase));
                try (Tables tables = Tables.of(PostfixConfig.of(Map.of()), warnings::add, true)) {
                    LookupTable table = tables.open(new TableName("ldap", file.toString()));
                    assertThat(table.lookup("example")).contains("one@example.com");
                    if (chase.equals("yes")) {
                        assertThatThrownBy(() -> table.lookup("none"))
                                .isInstanceOf(TableUnavailableException.class)
                                .hasMessageEndingWith("/yes.cf: a referral cannot be followed");
                    } else {
                        assertThat(table.lookup("none")).isEmpty();
                    }
                }
            }
        } finally {
            server.shutDown(true);
        }
        assertThat(warnings).hasSize(1);
    }
}
