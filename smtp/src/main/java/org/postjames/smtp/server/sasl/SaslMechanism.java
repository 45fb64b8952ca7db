package org.postjames.smtp.server.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

/** One exchange with one of our own users. Used once. */
abstract sealed class SaslMechanism
        permits BearerMechanism,
                CramMd5Mechanism,
                LoginMechanism,
                PlainMechanism,
                ScramMechanism,
                SaslMechanism.Unknown {
    final SaslAuthenticator authenticator;
    /** Whom the client claims to be, once it has said so. */
    String user = "";
    /** Whom the session's last attempt was for: what is not even a response is logged with it, as in Postfix. */
    private String before = "";

    SaslMechanism(SaslAuthenticator authenticator) {
        this.authenticator = authenticator;
    }

    final SaslMechanism after(String last) {
        before = last;
        return this;
    }

    /**
     * @param offered the mechanisms that the session may use
     * @param host the server's name
     */
    static SaslMechanism of(String name, List<String> offered, SaslAuthenticator authenticator, String host) {
        String upper = name.toUpperCase(Locale.ROOT);
        return switch (offered.contains(upper) ? upper : "") {
            case "PLAIN" -> new PlainMechanism(authenticator);
            case "LOGIN" -> new LoginMechanism(authenticator);
            case "CRAM-MD5" -> new CramMd5Mechanism(authenticator, host);
            case "SCRAM-SHA-1" -> new ScramMechanism(authenticator, ScramHash.SHA_1);
            case "SCRAM-SHA-256" -> new ScramMechanism(authenticator, ScramHash.SHA_256);
            case "XOAUTH2" -> new BearerMechanism(authenticator, BearerMechanism.Syntax.XOAUTH2);
            case "OAUTHBEARER" -> new BearerMechanism(authenticator, BearerMechanism.Syntax.OAUTHBEARER);
            default -> new Unknown(authenticator);
        };
    }

    /** @param initial the initial response in base64, {@code =} if it is empty, null if there is none */
    final SaslStep first(@Nullable String initial) {
        if (this instanceof Unknown) {
            return begin();
        }
        if (initial == null) {
            return begin();
        }
        return initial.equals("=") ? answer(() -> begin(new byte[0])) : decoded(initial, "initial", this::begin);
    }

    /** The answer to a challenge. */
    final SaslStep next(String response) {
        return decoded(response, "continued", this::response);
    }

    /** The client has named the mechanism only. */
    abstract SaslStep begin();

    /** The client has named the mechanism and sent its first response. */
    SaslStep begin(byte[] initial) throws TemporaryAuthenticationFailure {
        return response(initial);
    }

    abstract SaslStep response(byte[] response) throws TemporaryAuthenticationFailure;

    private interface Step {
        SaslStep take() throws TemporaryAuthenticationFailure;
    }

    private interface Reaction {
        SaslStep to(byte[] response) throws TemporaryAuthenticationFailure;
    }

    private SaslStep decoded(String base64, String kind, Reaction reaction) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new SaslStep.Failed("Invalid base64 data in " + kind + " response", before, false);
        }
        return answer(() -> reaction.to(bytes));
    }

    private SaslStep answer(Step step) {
        try {
            return step.take();
        } catch (TemporaryAuthenticationFailure e) {
            return new SaslStep.Failed(String.valueOf(e.getMessage()), user, true);
        }
    }

    static SaslStep challenge(String text) {
        return new SaslStep.Challenge(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    final SaslStep failed() {
        return new SaslStep.Failed("authentication failure", user, false);
    }

    final SaslStep notThere() {
        return new SaslStep.Failed("Invalid authentication mechanism", before, false);
    }

    final SaslStep ended(Optional<String> login) {
        return login.<SaslStep>map(SaslStep.Done::new).orElseGet(this::failed);
    }

    static final class Unknown extends SaslMechanism {
        Unknown(SaslAuthenticator authenticator) {
            super(authenticator);
        }

        @Override
        SaslStep begin() {
            return notThere();
        }

        @Override
        SaslStep response(byte[] response) {
            return begin();
        }
    }
}
