package org.postjames.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.comparison.Comparison;

/** Keys in all the forms that OpenSSL writes, STARTTLS, and what may not be smuggled past it. */
class StarttlsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"genrsa -traditional 2048", "genrsa 2048", "ecparam -name prime256v1 -genkey -noout"})
    void sessionShouldContinueEncryptedAndForgetWhatWasSentInClear(String generate) throws Exception {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("cert.pem");
        Files.write(key, openssl(generate.split(" ")));
        Files.write(
                certificate,
                openssl(
                        "req",
                        "-new",
                        "-x509",
                        "-key",
                        key.toString(),
                        "-subj",
                        "/CN=mail.example.test",
                        "-days",
                        "2"));
        List<String> settings = List.of(
                "smtpd_tls_security_level = may",
                "smtpd_tls_loglevel = 1",
                "smtpd_tls_auth_only = yes",
                "smtpd_sasl_auth_enable = yes",
                "postjames_sasl_users = yes",
                "smtpd_tls_received_header = yes",
                "smtpd_forbid_unauth_pipelining = no",
                "smtpd_tls_cert_file = " + certificate,
                "smtpd_tls_key_file = " + key);
        try (TestServer server = new TestServer(folder, settings, TestServer.JOE).start();
                Socket plain = new Socket(
                        server.server.address().getAddress(),
                        server.server.address().getPort())) {
            plain.setSoTimeout(10_000);
            BufferedReader in = reader(plain);
            in.readLine();
            send(plain, "EHLO c");
            assertThat(reply(in)).contains("250-STARTTLS").doesNotContain("AUTH");
            send(plain, "STARTTLS\r\nMAIL FROM:<injected@x.test>");
            assertThat(reply(in)).isEqualTo("220 2.0.0 Ready to start TLS");
            try (SSLSocket tls = encrypt(plain)) {
                BufferedReader secret = reader(tls);
                send(tls, "RCPT TO:<alice@example.test>");
                assertThat(reply(secret)).isEqualTo("503 5.5.1 Error: need MAIL command");
                send(tls, "EHLO c");
                assertThat(reply(secret)).contains("250-AUTH PLAIN LOGIN").doesNotContain("STARTTLS");
                send(tls, "STARTTLS");
                assertThat(reply(secret)).isEqualTo("554 5.5.1 Error: TLS already active");
                send(tls, "AUTH PLAIN AGpvZQBzZWNyZXQ=");
                assertThat(reply(secret)).isEqualTo("235 2.7.0 Authentication successful");
                send(tls, "QUIT");
                assertThat(reply(secret)).isEqualTo("221 2.0.0 Bye");
            }
            assertThat(server.logOfOneSession())
                    .anyMatch(line ->
                            line.matches("Anonymous TLS connection established from localhost\\[127\\.0\\.0\\.1\\]:"
                                    + " TLSv1\\.3 with cipher TLS_\\w+ \\((128|256)/(128|256) bits\\)"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X25519 P-384 nosuch, secp384r1, true",
        "prime256v1, secp256r1, true",
        "prime256v1, secp384r1, false",
        "X25519 X448 prime256v1 secp521r1 secp384r1, x448, true"
    })
    void onlyTheNamedCurvesShouldServe(String curves, String clients, boolean agreed) throws Exception {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("cert.pem");
        Files.write(key, openssl("genrsa", "2048"));
        Files.write(
                certificate, openssl("req", "-new", "-x509", "-key", key.toString(), "-subj", "/CN=mail.example.test"));
        List<String> settings = List.of(
                "smtpd_tls_security_level = may",
                "tls_eecdh_auto_curves = " + curves,
                "smtpd_tls_cert_file = " + certificate,
                "smtpd_tls_key_file = " + key);
        try (TestServer server = new TestServer(folder, settings, TestServer.JOE).start();
                Socket plain = new Socket(
                        server.server.address().getAddress(),
                        server.server.address().getPort())) {
            plain.setSoTimeout(10_000);
            BufferedReader in = reader(plain);
            in.readLine();
            send(plain, "STARTTLS");
            assertThat(reply(in)).startsWith("220 ");
            if (agreed) {
                encrypt(plain, clients).close();
            } else {
                assertThatThrownBy(() -> encrypt(plain, clients)).isInstanceOf(SSLException.class);
            }
        }
    }

    private static byte[] openssl(String... arguments) throws Exception {
        Comparison.needsProgram(Path.of("/usr/bin/openssl"), "openssl");
        List<String> command = new java.util.ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] out = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return out;
    }

    private static BufferedReader reader(Socket socket) throws Exception {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1);
    }

    private static void send(Socket socket, String line) throws Exception {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String reply(BufferedReader in) throws Exception {
        StringBuilder all = new StringBuilder();
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            all.append(line).append('\n');
            line = in.readLine();
        }
        return all.append(line).toString();
    }

    private static SSLSocket encrypt(Socket plain, String... groups) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), false);
        if (groups.length > 0) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setNamedGroups(groups);
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
