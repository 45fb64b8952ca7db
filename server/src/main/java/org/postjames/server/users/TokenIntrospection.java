package org.postjames.server.users;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.james.jwt.DefaultCheckTokenClient;
import org.apache.james.jwt.introspection.IntrospectionEndpoint;
import org.apache.james.jwt.introspection.TokenIntrospectionResponse;
import org.postjames.config.PostfixConfig;
import org.postjames.server.ServerParameters;
import reactor.core.publisher.Mono;

/**
 * Asks the authorization server that made an OAuth 2.0 access token whether it is good, and whose it is. That server knows of expiry and of
 * revocation, and we keep no keys. // RFC 7662
 */
public final class TokenIntrospection {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final IntrospectionEndpoint endpoint;
    private final String userClaim;
    private final String scope;
    private final DefaultCheckTokenClient client = new DefaultCheckTokenClient();

    /** The server's answer, or why there is none. */
    private record Answer(Optional<TokenIntrospectionResponse> response, String fault) {}

    private TokenIntrospection(IntrospectionEndpoint endpoint, String userClaim, String scope) {
        this.endpoint = endpoint;
        this.userClaim = userClaim;
        this.scope = scope;
    }

    /**
     * As main.cf says; nothing if it names no server.
     *
     * @throws IOException if tokens cannot be checked so: no https, or no client file
     */
    public static Optional<TokenIntrospection> of(PostfixConfig config) throws IOException {
        String url = config.get(ServerParameters.POSTJAMES_OAUTH2_INTROSPECTION_URL);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IOException(url + " is no URL", e);
        }
        boolean local = uri.getHost() != null && isLoopback(uri.getHost());
        if (!"https".equalsIgnoreCase(uri.getScheme()) && !("http".equalsIgnoreCase(uri.getScheme()) && local)) {
            throw new IOException(url + " does not begin with https://, and tokens are as good as passwords");
        }
        String file = config.get(ServerParameters.POSTJAMES_OAUTH2_CLIENT_FILE);
        Optional<String> authorization = file.isEmpty()
                ? Optional.empty()
                : Optional.of(basic(config.directory().resolve(file)));
        return Optional.of(new TokenIntrospection(
                new IntrospectionEndpoint(uri.toURL(), authorization),
                config.get(ServerParameters.POSTJAMES_OAUTH2_USERNAME_CLAIM),
                config.get(ServerParameters.POSTJAMES_OAUTH2_SCOPE)));
    }

    private static boolean isLoopback(String host) throws IOException {
        return host.equals("localhost")
                || host.matches("[0-9.]+|\\[.*") && InetAddress.getByName(host).isLoopbackAddress();
    }

    /** The file's first line is {@code client:secret}. */
    private static String basic(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String line = lines.isEmpty() ? "" : lines.getFirst().strip();
        if (line.indexOf(':') < 1) {
            throw new IOException(file + ": the first line is not client:secret");
        }
        return "Basic " + Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Whose token this is; nothing if it is not valid, or not made for mail.
     *
     * @throws IOException if the server does not tell now
     */
    public Optional<String> user(String token) throws IOException {
        Answer answer = Mono.from(client.introspect(endpoint, token))
                .timeout(TIMEOUT)
                .map(response -> new Answer(Optional.of(response), ""))
                .onErrorResume(e -> Mono.just(new Answer(Optional.empty(), e.toString())))
                .block();
        if (answer == null || answer.response().isEmpty()) {
            throw new IOException(
                    "no answer of the authorization server" + (answer == null ? "" : ": " + answer.fault()));
        }
        TokenIntrospectionResponse response = answer.response().get();
        boolean forMail = scope.isEmpty()
                || response.scope()
                        .map(scopes -> List.of(scopes.split(" ")).contains(scope))
                        .orElse(false);
        return response.active() && forMail ? response.claimByPropertyName(userClaim) : Optional.empty();
    }
}
