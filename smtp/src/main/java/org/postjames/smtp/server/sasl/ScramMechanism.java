package org.postjames.smtp.server.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

/**
 * SCRAM without channel binding. An unknown user gets a challenge like any other, so that nobody finds out who exists. // RFC 5802 7
 *
 * <p>Messages are handled as bytes in ISO 8859-1: what is signed is what was sent.
 */
final class ScramMechanism extends SaslMechanism {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 18;

    /** {@code gs2-header client-first-message-bare}; {@code p=} asks for channel binding, which is not offered. */
    private static final Pattern CLIENT_FIRST =
            Pattern.compile("([ny],(?:a=([^,]+))?,)(n=([^,\\x00-\\x1f]+),r=([!-+\\--~]+)(?:,.*)?)");

    private static final Pattern CLIENT_FINAL =
            Pattern.compile("(c=([^,]*),r=([^,]+)(?:,.*)?),p=([A-Za-z0-9+/]+={0,2})", Pattern.DOTALL);

    private final ScramHash hash;
    /** What the server's first message answered; null before. */
    private @Nullable Offer offer;

    private boolean proven;

    /** @param gs2 the client's header, which it has to repeat */
    private record Offer(ScramSecret secret, String gs2, String clientFirst, String nonce, String serverFirst) {}

    ScramMechanism(SaslAuthenticator authenticator, ScramHash hash) {
        super(authenticator);
        this.hash = hash;
    }

    @Override
    SaslStep begin() {
        return challenge("");
    }

    @Override
    SaslStep response(byte[] response) throws TemporaryAuthenticationFailure {
        String message = new String(response, StandardCharsets.ISO_8859_1);
        Offer made = offer;
        if (made == null) {
            return serverFirst(message);
        }
        if (!proven) {
            return serverFinal(made, message);
        }
        return message.isEmpty() ? ended(made.secret().login()) : failed();
    }

    private SaslStep serverFirst(String message) throws TemporaryAuthenticationFailure {
        Matcher parts = CLIENT_FIRST.matcher(message);
        if (!parts.matches()) {
            return failed();
        }
        Optional<String> name = saslname(parts.group(4));
        user = name.orElse("");
        boolean itself = parts.group(2) == null || name.equals(saslname(parts.group(2)));
        if (name.isEmpty() || !itself) {
            return failed();
        }
        byte[] random = new byte[NONCE_BYTES];
        RANDOM.nextBytes(random);
        Base64.Encoder encoder = Base64.getEncoder();
        String nonce = parts.group(5) + encoder.encodeToString(random);
        ScramSecret secret = authenticator.scram(user, hash);
        String serverFirst = "r=" + nonce + ",s="
                + encoder.encodeToString(secret.keys().salt()) + ",i="
                + secret.keys().iterations();
        offer = new Offer(secret, parts.group(1), parts.group(3), nonce, serverFirst);
        return challenge(serverFirst);
    }

    private SaslStep serverFinal(Offer made, String message) {
        Matcher parts = CLIENT_FINAL.matcher(message);
        if (!parts.matches()
                || !parts.group(2).equals(Base64.getEncoder().encodeToString(ScramSecret.bytes(made.gs2())))
                || !parts.group(3).equals(made.nonce())) {
            return failed();
        }
        byte[] proof;
        try {
            proof = Base64.getDecoder().decode(parts.group(4));
        } catch (IllegalArgumentException e) {
            return failed();
        }
        ScramSecret.Keys keys = made.secret().keys();
        byte[] signed = ScramSecret.bytes(made.clientFirst() + "," + made.serverFirst() + "," + parts.group(1));
        byte[] signature = hash.hmac(keys.storedKey(), signed);
        if (proof.length != signature.length) {
            return failed();
        }
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= signature[i];
        }
        boolean right = MessageDigest.isEqual(hash.hash(proof), keys.storedKey());
        if (!right || made.secret().login().isEmpty()) {
            return failed();
        }
        proven = true;
        return challenge("v=" + Base64.getEncoder().encodeToString(hash.hmac(keys.serverKey(), signed)));
    }

    /** {@code =2C} is a comma and {@code =3D} an equals sign; nothing else may follow one. */
    private static Optional<String> saslname(String text) {
        if (!text.replace("=2C", "").replace("=3D", "").chars().allMatch(c -> c != '=')) {
            return Optional.empty();
        }
        String name = text.replace("=2C", ",").replace("=3D", "=");
        return Optional.of(new String(ScramSecret.bytes(name), StandardCharsets.UTF_8));
    }
}
