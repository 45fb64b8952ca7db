package org.postjames.smtp.server.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

/** One exchange: PLAIN (RFC 4616), LOGIN (draft-murchison-sasl-login), or a mechanism that does not exist. Used once. */
public abstract sealed class SaslMechanism {
    private static final String BAD_BASE64 = "Invalid base64 data in continued response";

    private final SaslAuthenticator authenticator;

    private SaslMechanism(SaslAuthenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** @param offered the mechanisms in the EHLO reply */
    public static SaslMechanism of(String name, String offered, SaslAuthenticator authenticator) {
        String upper = name.toUpperCase(Locale.ROOT);
        boolean known = Arrays.asList(offered.split(" ", -1)).contains(upper);
        return switch (known ? upper : "") {
            case "PLAIN" -> new Plain(authenticator);
            case "LOGIN" -> new Login(authenticator);
            default -> new Unknown(authenticator);
        };
    }

    /** @param initial the initial response in base64, {@code =} if it is empty, null if there is none */
    public abstract SaslStep first(@Nullable String initial);

    /** The answer to a challenge. */
    public abstract SaslStep next(String response);

    final SaslStep verify(String user, String password) {
        try {
            Optional<String> login = authenticator.plain(user, password);
            return login.<SaslStep>map(SaslStep.Done::new)
                    .orElseGet(() -> new SaslStep.Failed("authentication failure", user, false));
        } catch (TemporaryAuthenticationFailure e) {
            return new SaslStep.Failed(String.valueOf(e.getMessage()), user, true);
        }
    }

    static Optional<String> decode(String base64) {
        if (base64.equals("=")) {
            return Optional.of("");
        }
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static final class Plain extends SaslMechanism {
        Plain(SaslAuthenticator authenticator) {
            super(authenticator);
        }

        @Override
        public SaslStep first(@Nullable String initial) {
            return initial == null ? new SaslStep.Challenge("") : next(initial);
        }

        /** {@code authzid NUL authcid NUL password}. */
        @Override
        public SaslStep next(String response) {
            Optional<String> decoded = decode(response);
            if (decoded.isEmpty()) {
                return new SaslStep.Failed(BAD_BASE64, "", false);
            }
            String[] parts = decoded.get().split("\0", -1);
            boolean wellFormed = parts.length == 3 && !parts[1].isEmpty();
            if (!wellFormed || !parts[0].isEmpty() && !parts[0].equals(parts[1])) {
                return new SaslStep.Failed("authentication failure", wellFormed ? parts[1] : "", false);
            }
            return verify(parts[1], parts[2]);
        }
    }

    private static final class Login extends SaslMechanism {
        private @Nullable String user;

        Login(SaslAuthenticator authenticator) {
            super(authenticator);
        }

        @Override
        public SaslStep first(@Nullable String initial) {
            return initial == null ? new SaslStep.Challenge("VXNlcm5hbWU6") : next(initial);
        }

        @Override
        public SaslStep next(String response) {
            Optional<String> decoded = decode(response);
            if (decoded.isEmpty()) {
                return new SaslStep.Failed(BAD_BASE64, user == null ? "" : user, false);
            }
            if (user == null) {
                user = decoded.get();
                return new SaslStep.Challenge("UGFzc3dvcmQ6");
            }
            return verify(user, decoded.get());
        }
    }

    private static final class Unknown extends SaslMechanism {
        Unknown(SaslAuthenticator authenticator) {
            super(authenticator);
        }

        @Override
        public SaslStep first(@Nullable String initial) {
            return new SaslStep.Failed("Invalid authentication mechanism", "", false);
        }

        @Override
        public SaslStep next(String response) {
            throw new IllegalStateException("there is no challenge");
        }
    }
}
