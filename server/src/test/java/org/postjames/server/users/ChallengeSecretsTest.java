package org.postjames.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.smtp.server.sasl.ScramHash;
import org.postjames.smtp.server.sasl.ScramSecret;

class ChallengeSecretsTest {
    @TempDir
    Path directory;

    private ChallengeSecrets secrets(String... lines) throws IOException {
        Path path = directory.resolve("users");
        Files.writeString(path, String.join("\n", lines) + "\n");
        return new Users(new PasswdFile(path)).challenges();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {PLAIN}a          | {CLEARTEXT}b              | CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256
                    {PLAIN}a          | {SCRAM-SHA-256}1,AA==,A,A | SCRAM-SHA-256
                    {SCRAM-SHA-1}x    | {PLAIN}b                  | SCRAM-SHA-1
                    {CRAM-MD5}x       | {PLAIN}b                  | CRAM-MD5
                    {CRAM-MD5}x       | {SCRAM-SHA-1}x            | ''
                    {PLAIN}a          | {SSHA512}x                | ''
                    {PLAIN}a          | *                         | CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256
                    *                 | {NOPE}x                   | ''
                    """)
    void aMechanismShouldBeThereWhenItServesEachUser(String one, String other, String mechanisms) throws IOException {
        assertThat(String.join(" ", secrets("ann:" + one, "bob:" + other).mechanisms()))
                .isEqualTo(mechanisms);
    }

    @Test
    void mechanismsShouldFollowAChangedFile() throws IOException {
        ChallengeSecrets secrets = secrets("ann:{PLAIN}a");
        assertThat(secrets.mechanisms()).contains("SCRAM-SHA-256");
        Files.writeString(directory.resolve("users"), "ann:{PLAIN}a\nbob:{BLF-CRYPT}b\n");
        assertThat(secrets.mechanisms()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "pässword 1",
                "a password of more than sixty-four bytes, so that its digest is the key of the HMAC"
            })
    void cramMd5ShouldBeTheHmac(String password) throws Exception {
        ChallengeSecrets secrets = secrets("ann:{PLAIN}" + password, "bob:" + NewPassword.field("cram-md5", password));
        byte[] challenge = "<1896.697170952@postoffice.reston.mci.net>".getBytes(StandardCharsets.US_ASCII);

        assertThat(secrets.cramMd5("Ann").digest().apply(challenge)).isEqualTo(hmac(password, challenge));
        assertThat(secrets.cramMd5("bob").digest().apply(challenge)).isEqualTo(hmac(password, challenge));
        assertThat(secrets.cramMd5("Ann").login()).contains("ann");
        assertThat(secrets.cramMd5("carl").login()).isEmpty();
    }

    // RFC 2195 2
    @Test
    void cramMd5ShouldGiveTheExampleOfTheRfc() {
        byte[] digest = CramMd5Context.of("tanstaaftanstaaf".getBytes(StandardCharsets.US_ASCII))
                .digest("<1896.697170952@postoffice.reston.mci.net>".getBytes(StandardCharsets.US_ASCII));
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo("b913a602c7eda7a495b4e6e7334d3890");
    }

    private static byte[] hmac(String password, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
        return mac.doFinal(text);
    }

    @Test
    void scramKeysShouldBeThoseOfTheFieldOrOfThePassword() throws IOException {
        String field = NewPassword.field("SCRAM-SHA-256", "secret");
        ChallengeSecrets secrets = secrets("ann:" + field, "bob:{PLAIN}secret");

        ScramSecret.Keys kept = secrets.scram("ann", ScramHash.SHA_256).keys();
        assertThat("{SCRAM-SHA-256}" + StoredPassword.scramText(kept)).isEqualTo(field);
        ScramSecret.Keys made = secrets.scram("bob", ScramHash.SHA_256).keys();
        assertThat(made.storedKey())
                .isEqualTo(ScramHash.SHA_256
                        .keys("secret", made.salt(), made.iterations())
                        .storedKey());
    }

    @Test
    void anUnknownUserShouldLookLikeAKnownOne() throws IOException {
        ChallengeSecrets secrets = secrets("ann:{PLAIN}secret", "bob:{SCRAM-SHA-256}damaged");
        ScramSecret.Keys known = secrets.scram("ann", ScramHash.SHA_256).keys();
        for (String user : new String[] {"carl", "bob"}) {
            ScramSecret unknown = secrets.scram(user, ScramHash.SHA_256);
            assertThat(unknown.login()).isEmpty();
            assertThat(unknown.keys().iterations()).isEqualTo(known.iterations());
            assertThat(unknown.keys().salt()).hasSameSizeAs(known.salt());
            assertThat(unknown.keys().storedKey()).hasSameSizeAs(known.storedKey());
            assertThat(secrets.scram(user, ScramHash.SHA_256).keys().salt())
                    .as("the same at the next attempt")
                    .isEqualTo(unknown.keys().salt());
        }
        assertThat(secrets.scram("carl", ScramHash.SHA_256).keys().salt())
                .isNotEqualTo(secrets.scram("dora", ScramHash.SHA_256).keys().salt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BLF-CRYPT",
                "SHA256-CRYPT",
                "sha512-crypt",
                "SSHA256",
                "SSHA512",
                "SCRAM-SHA-256",
                "SCRAM-SHA-1",
                "CRAM-MD5",
                "PLAIN",
                "CLEARTEXT"
            })
    void newPasswordsShouldBeVerified(String scheme) {
        String field = NewPassword.field(scheme, "pässword 1");

        assertThat(PasswordScheme.verify(field, "pässword 1")).isTrue();
        assertThat(PasswordScheme.verify(field, "pässword 2")).isFalse();
        assertThat(NewPassword.schemeOf(field))
                .hasValueSatisfying(name -> assertThat(name).isEqualToIgnoringCase(scheme));
    }

    @Test
    void newPasswordsShouldNotBreakTheFile() {
        assertThatThrownBy(() -> NewPassword.field("PLAIN", "a:b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NewPassword.field("ROT13", "a")).isInstanceOf(IllegalArgumentException.class);
    }
}
