package org.postjames.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.config.PostfixConfig;
import org.postjames.server.mta.PasswdAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

class TokenIntrospectionTest {
    @TempDir
    Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer authorizationServer;
    private volatile String answer =
            "{\"active\":true,\"username\":\"Ann\",\"email\":\"bob\",\"scope\":\"openid mail\"}";
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        authorizationServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        authorizationServer.createContext("/introspect", exchange -> {
            requests.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        authorizationServer.start();
        Files.writeString(directory.resolve("users"), "ann:{BLF-CRYPT}x\nbob:{BLF-CRYPT}x\n");
        Files.writeString(directory.resolve("client"), "mail:se:cret\n");
    }

    @AfterEach
    void stop() {
        authorizationServer.stop(0);
    }

    private PasswdAuthenticator authenticator(String... settings) throws IOException {
        Map<String, String> all = new HashMap<>();
        all.put(
                "postjames_oauth2_introspection_url",
                "http://127.0.0.1:" + authorizationServer.getAddress().getPort() + "/introspect");
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new PasswdAuthenticator(
                new Users(new PasswdFile(directory.resolve("users"))),
                TokenIntrospection.of(PostfixConfig.of(all)),
                (program, severity, text) -> {});
    }

    @Test
    void aGoodTokenShouldLetItsOwnerIn() throws Exception {
        PasswdAuthenticator authenticator = authenticator(
                "postjames_oauth2_client_file", directory.resolve("client").toString());

        assertThat(authenticator.mechanisms()).containsExactly("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER");
        assertThat(authenticator.bearer("ANN", "to+k=n")).contains("ann");
        assertThat(authenticator.bearer("bob", "to+k=n")).isEmpty();
        assertThat(requests).first().isEqualTo("POST Basic bWFpbDpzZTpjcmV0 token=to%2Bk%3Dn");
    }

    @Test
    void aTokenOfSomebodyWhoIsNoUserShouldNotBeEnough() throws Exception {
        answer = "{\"active\":true,\"username\":\"carl\"}";
        assertThat(authenticator().bearer("carl", "x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"active\":false}", "{\"active\":false,\"username\":\"ann\"}", "{\"active\":true}"})
    void aTokenThatIsNotActiveOrNobodysShouldBeRefused(String says) throws Exception {
        answer = says;
        assertThat(authenticator().bearer("ann", "x")).isEmpty();
    }

    @Test
    void theScopeShouldBeAskedFor() throws Exception {
        assertThat(authenticator("postjames_oauth2_scope", "mail").bearer("ann", "x"))
                .contains("ann");
        assertThat(authenticator("postjames_oauth2_scope", "mai").bearer("ann", "x"))
                .isEmpty();
        answer = "{\"active\":true,\"username\":\"ann\"}";
        assertThat(authenticator("postjames_oauth2_scope", "mail").bearer("ann", "x"))
                .isEmpty();
    }

    @Test
    void anotherClaimMayNameTheUser() throws Exception {
        assertThat(authenticator("postjames_oauth2_username_claim", "email").bearer("bob", "x"))
                .contains("bob");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "{\"active\":\"yes\"}", "[]"})
    void aServerThatDoesNotAnswerShouldMakeTheClientWait(String says) throws Exception {
        answer = says;
        PasswdAuthenticator authenticator = authenticator();
        assertThatThrownBy(() -> authenticator.bearer("ann", "x")).isInstanceOf(TemporaryAuthenticationFailure.class);
    }

    @Test
    void aServerThatRefusesUsOrIsAwayShouldMakeTheClientWait() throws Exception {
        PasswdAuthenticator authenticator = authenticator();
        status = 401;
        assertThatThrownBy(() -> authenticator.bearer("ann", "x")).isInstanceOf(TemporaryAuthenticationFailure.class);
        authorizationServer.stop(0);
        assertThatThrownBy(() -> authenticator.bearer("ann", "x")).isInstanceOf(TemporaryAuthenticationFailure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://idp.example/x", "ftp://127.0.0.1/", "nonsense", "http://127.evil.example/", "a b"})
    void tokensShouldNotBeShownToAnUnsafePlace(String url) {
        assertThatThrownBy(() -> authenticator("postjames_oauth2_introspection_url", url))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aClientFileThatIsNoneShouldBeRefused() throws IOException {
        Files.writeString(directory.resolve("client"), "secret\n");
        assertThatThrownBy(() -> authenticator(
                        "postjames_oauth2_client_file",
                        directory.resolve("client").toString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void withoutAServerTheMechanismsShouldNotBeThere() throws IOException {
        PasswdAuthenticator without = authenticator("postjames_oauth2_introspection_url", "");
        assertThat(without.mechanisms()).isEqualTo(List.of("PLAIN", "LOGIN"));
        assertThat(without.tokens()).isEqualTo(Optional.empty());
    }
}
