package org.postjames.smtp.client.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postjames.comparison.Comparison;
import org.postjames.config.PostfixConfig;
import org.postjames.smtp.client.ClientConfig;
import org.postjames.smtp.client.ClientConfig.Protocol;
import org.postjames.table.Tables;
import org.postjames.tls.CertificateFiles;
import org.postjames.tls.CertificateFiles.Pair;

/** Handshakes with a server of Java's. */
class ClientTlsTest {
    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();
    private final BlockingQueue<Boolean> resumed = new LinkedBlockingQueue<>();
    private ServerSocket listener;

    @BeforeEach
    void serve() throws Exception {
        Comparison.needsProgram(Path.of("/usr/bin/openssl"), "openssl");
        Process made = new ProcessBuilder(
                        ("/usr/bin/openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
                                        + " -keyout key.pem -out cert.pem")
                                .split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore store = new CertificateFiles(
                        List.of(),
                        List.of(new Pair(
                                folder.resolve("cert.pem").toString(),
                                folder.resolve("key.pem").toString())))
                .load(text -> {});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try (Socket socket = listener.accept();
                        SSLSocket tls = (SSLSocket)
                                context.getSocketFactory().createSocket(socket, null, socket.getPort(), true)) {
                    tls.setUseClientMode(false);
                    long started = System.currentTimeMillis();
                    tls.startHandshake();
                    resumed.add(tls.getSession().getCreationTime() < started);
                    tls.getOutputStream().write('x');
                    assertThat(tls.getInputStream().read()).isEqualTo(-1);
                } catch (IOException e) {
                    continue; // the client went away
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private ClientConfig config(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("compatibility_level", "3.6");
        return new ClientConfig(PostfixConfig.of(all), Protocol.SMTP);
    }

    private ClientTls tls(ClientConfig config) {
        return new ClientTls(config, (program, severity, text) -> log.add(text), "smtp");
    }

    /** @return whether the certificate was what the level demands */
    private boolean handshake(ClientTls tls, ClientConfig config) throws Exception {
        TlsPolicy policy = new TlsPolicies(config, Tables.of(PostfixConfig.of(Map.of()), (p, s, text) -> {}), log::add)
                .find("localhost", "localhost");
        assertThat(tls.isAvailable()).isTrue();
        Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
        SecuredSocket secured = tls.start(
                        socket,
                        new TlsServer("localhost", "localhost", "localhost[127.0.0.1]:25"),
                        policy,
                        Duration.ofSeconds(30))
                .orElseThrow();
        try (SSLSocket encrypted = secured.socket()) {
            assertThat(encrypted.getInputStream().read()).isEqualTo('x');
        }
        return secured.matched();
    }

    @ParameterizedTest
    @CsvSource({"'', 3600s, false", "btree:/any/where, 3600s, true", "btree:/any/where, 0s, false"})
    void sessionsShouldBeTakenUpAgainOnlyWithACache(String database, String timeout, boolean again) throws Exception {
        ClientConfig config = config(Map.of(
                "smtp_tls_security_level", "encrypt",
                "smtp_tls_session_cache_database", database,
                "smtp_tls_session_cache_timeout", timeout));
        ClientTls tls = tls(config);
        handshake(tls, config);
        handshake(tls, config);
        assertThat(resumed.poll(30, TimeUnit.SECONDS)).isFalse();
        assertThat(resumed.poll(30, TimeUnit.SECONDS)).isEqualTo(again);
    }

    @Test
    void sessionsThatAreTakenUpAgainShouldBeJudgedAnew() throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "smtp_tls_security_level", "verify",
                "smtp_tls_CAfile", folder.resolve("cert.pem").toString(),
                "smtp_tls_session_cache_database", "btree:/any/where"));
        ClientConfig config = config(settings);
        ClientTls tls = tls(config);
        assertThat(handshake(tls, config)).isTrue();
        assertThat(handshake(tls, config)).isTrue();
        settings.put("smtp_tls_verify_cert_match", "other.test");
        assertThat(handshake(tls, config(settings))).isFalse();
    }

    @Test
    void filesThatCannotBeReadShouldSwitchTlsOff() throws Exception {
        assertThat(tls(config(Map.of("smtp_tls_CAfile", "/nonexistent"))).isAvailable())
                .isFalse();
        assertThat(tls(config(Map.of("smtp_tls_cert_file", "/nonexistent"))).isAvailable())
                .isFalse();
        assertThat(log)
                .containsExactly(
                        "cannot load Certification Authority data, CAfile=\"/nonexistent\": disabling TLS support",
                        "cannot get certificate or private key from file /nonexistent, /nonexistent: disabling TLS support");
    }
}
