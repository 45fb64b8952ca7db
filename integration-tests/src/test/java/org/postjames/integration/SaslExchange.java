package org.postjames.integration;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of a mechanism whose responses depend on the server's challenge. */
interface SaslExchange {
    /** The response to a challenge, both without base64. */
    String respond(String challenge) throws GeneralSecurityException;

    static SaslExchange of(String mechanism, String user, String password) {
        return switch (mechanism) {
            case "CRAM-MD5" ->
                challenge -> user + " " + HexFormat.of().formatHex(hmac("HmacMD5", bytes(password), challenge));
            case "SCRAM-SHA-256" -> new Scram(user, password, "SHA-256", 256);
            case "SCRAM-SHA-1" -> new Scram(user, password, "SHA-1", 160);
            default -> throw new IllegalArgumentException(mechanism);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hmac(String name, byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(key, name));
        return mac.doFinal(bytes(text));
    }

    /** RFC 5802, RFC 7677. */
    final class Scram implements SaslExchange {
        private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

        private final String first;
        private final String password;
        private final String hash;
        private final int bits;
        private int step;

        Scram(String user, String password, String hash, int bits) {
            this.first = "n=" + user + ",r=" + NONCE;
            this.password = password;
            this.hash = hash;
            this.bits = bits;
        }

        @Override
        public String respond(String challenge) throws GeneralSecurityException {
            switch (step++) {
                case 0 -> {
                    return "n,," + first;
                }
                case 1 -> {
                    Map<Character, String> fields = new TreeMap<>();
                    for (String field : challenge.split(",")) {
                        fields.put(field.charAt(0), field.substring(2));
                    }
                    byte[] salt = Base64.getDecoder().decode(fields.get('s'));
                    PBEKeySpec spec =
                            new PBEKeySpec(password.toCharArray(), salt, Integer.parseInt(fields.get('i')), bits);
                    byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash.replace("-", ""))
                            .generateSecret(spec)
                            .getEncoded();
                    byte[] clientKey = hmac("Hmac" + hash.replace("-", ""), salted, "Client Key");
                    byte[] stored = MessageDigest.getInstance(hash).digest(clientKey);
                    String withoutProof = "c=biws,r=" + fields.get('r');
                    byte[] signature =
                            hmac("Hmac" + hash.replace("-", ""), stored, first + "," + challenge + "," + withoutProof);
                    for (int i = 0; i < clientKey.length; i++) {
                        clientKey[i] ^= signature[i];
                    }
                    return withoutProof + ",p=" + Base64.getEncoder().encodeToString(clientKey);
                }
                default -> {
                    return "";
                }
            }
        }
    }
}
