package org.postjames.smtp.server.sasl;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

/** XOAUTH2 (Google's) and OAUTHBEARER (RFC 7628): the client shows an access token. After a refusal the client is told why, and has to answer. */
final class BearerMechanism extends SaslMechanism {
    /** How the first response names the user, and what a refused client is told. */
    enum Syntax {
        XOAUTH2("user=", "", "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}"),
        OAUTHBEARER("n,a=", ",", "{\"status\":\"invalid_token\"}");

        private final String before;
        private final String after;
        private final String refusal;

        Syntax(String before, String after, String refusal) {
            this.before = before;
            this.after = after;
            this.refusal = refusal;
        }

        /** The user, or nothing if this is not how the response begins. */
        private Optional<String> user(String start) {
            int end = start.length() - after.length();
            boolean named = start.startsWith(before) && start.endsWith(after) && end > before.length();
            if (!named) {
                return Optional.empty();
            }
            String name = start.substring(before.length(), end);
            // RFC 5801 4: the same escapes as in SCRAM
            return Optional.of(this == XOAUTH2 ? name : name.replace("=2C", ",").replace("=3D", "="));
        }
    }

    private static final String BEARER = "auth=Bearer ";

    private final Syntax syntax;
    private boolean refused;

    BearerMechanism(SaslAuthenticator authenticator, Syntax syntax) {
        super(authenticator);
        this.syntax = syntax;
    }

    @Override
    SaslStep begin() {
        return challenge("");
    }

    @Override
    SaslStep response(byte[] response) throws TemporaryAuthenticationFailure {
        // user, then key=value, each with a byte of value one behind it, and one more at the end
        List<String> parts = List.of(new String(response, StandardCharsets.UTF_8).split("\1", -1));
        List<String> tokens = parts.stream()
                .filter(part -> part.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(part -> part.substring(BEARER.length()))
                .toList();
        Optional<String> name = syntax.user(parts.getFirst());
        boolean complete = parts.size() > 3
                && parts.getLast().isEmpty()
                && parts.get(parts.size() - 2).isEmpty();
        if (refused
                || !complete
                || name.isEmpty()
                || tokens.size() != 1
                || tokens.getFirst().isEmpty()) {
            return failed();
        }
        user = name.get();
        Optional<String> login = authenticator.bearer(user, tokens.getFirst());
        refused = login.isEmpty();
        return refused ? challenge(syntax.refusal) : ended(login);
    }
}
