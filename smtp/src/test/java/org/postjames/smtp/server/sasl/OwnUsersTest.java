package org.postjames.smtp.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

class OwnUsersTest {
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

    private static final List<String> FAILED = new ArrayList<>();

    /** {@code user} with the password {@code pencil}; {@code later} cannot be looked up; all mechanisms. */
    private static final SaslAuthenticator PENCIL = new SaslAuthenticator() {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public List<String> mechanisms() {
            return List.of("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER");
        }

        @Override
        public Optional<String> plain(String user, String password) {
            return login(user).filter(name -> password.equals("pencil"));
        }

        @Override
        public CramMd5Secret cramMd5(String user) {
            return new CramMd5Secret(login(user), challenge -> new byte[] {0x12, (byte) 0xab});
        }

        @Override
        public ScramSecret scram(String user, ScramHash hash) throws TemporaryAuthenticationFailure {
            if (user.equals("later")) {
                throw new TemporaryAuthenticationFailure("come back");
            }
            return new ScramSecret(login(user), hash.keys("pencil", SALT, 4096));
        }

        @Override
        public Optional<String> bearer(String user, String token) {
            return login(user).filter(name -> token.equals("good"));
        }

        @Override
        public boolean refuses(String clientAddress) {
            return clientAddress.equals("192.0.2.66");
        }

        @Override
        public void failed(String clientAddress) {
            FAILED.add(clientAddress);
        }

        private Optional<String> login(String user) {
            return user.equals("user") || user.equals("a,b=c") ? Optional.of(user) : Optional.empty();
        }
    };

    private final SaslSession session = new OwnUsers(PENCIL, "mx.test")
            .session(new SaslClient("", "", "", "", false), SecurityOptions.of(List.of()));

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(SaslStep step) {
        assertThat(step).isInstanceOf(SaslStep.Challenge.class);
        return new String(Base64.getDecoder().decode(((SaslStep.Challenge) step).base64()), StandardCharsets.UTF_8);
    }

    private static void assertFailed(SaslStep step, String user) {
        assertThat(step).isEqualTo(new SaslStep.Failed("authentication failure", user, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                       | PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER
                    noanonymous              | PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER
                    noplaintext              | CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256
                    noplaintext,nodictionary | SCRAM-SHA-1 SCRAM-SHA-256
                    noactive                 | PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER
                    mutual_auth              | SCRAM-SHA-1 SCRAM-SHA-256
                    forward_secrecy          | ''
                    """)
    void securityOptionsShouldChooseAsDovecotDescribesTheMechanisms(String options, String mechanisms) {
        assertThat(new OwnUsers(PENCIL, "mx.test").mechanisms(SecurityOptions.of(List.of(options.split(",")))))
                .isEqualTo(mechanisms.isEmpty() ? List.of() : List.of(mechanisms.split(" ")));
    }

    @Test
    void aMechanismThatIsNotAllowedShouldNotBegin() {
        SaslSession strict = new OwnUsers(PENCIL, "mx.test")
                .session(new SaslClient("", "", "", "", false), SecurityOptions.of(List.of("noplaintext")));

        assertThat(strict.first("PLAIN", base64("\0user\0pencil")))
                .isEqualTo(new SaslStep.Failed("Invalid authentication mechanism", "", false));
    }

    // RFC 7677 3
    @Test
    void keysShouldBeThoseOfTheExampleInTheRfc() {
        byte[] signed = ScramSecret.bytes("n=user,r=rOprNGfwEbeRWgbNEkqO,"
                + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
                + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        ScramHash hash = ScramHash.SHA_256;
        ScramSecret.Keys keys = hash.keys("pencil", SALT, 4096);

        assertThat(Base64.getEncoder().encodeToString(hash.hmac(keys.serverKey(), signed)))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        byte[] proof = Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        byte[] signature = hash.hmac(keys.storedKey(), signed);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= signature[i];
        }
        assertThat(hash.hash(proof)).isEqualTo(keys.storedKey());
    }

    /** The client's last message, for what the server has sent. */
    private static String clientFinal(ScramHash hash, String gs2, String clientFirst, String serverFirst) {
        String nonce = serverFirst.substring(2, serverFirst.indexOf(','));
        String bare = "c=" + base64(gs2) + ",r=" + nonce;
        byte[] salted = pbkdf2(hash, SALT);
        byte[] proof = hash.hmac(salted, ScramSecret.bytes("Client Key"));
        byte[] signature =
                hash.hmac(hash.hash(proof.clone()), ScramSecret.bytes(clientFirst + "," + serverFirst + "," + bare));
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= signature[i];
        }
        return bare + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    // RFC 8018 5.2, for one block
    private static byte[] pbkdf2(ScramHash hash, byte[] salt) {
        byte[] block = java.util.Arrays.copyOf(salt, salt.length + 4);
        block[block.length - 1] = 1;
        byte[] key = ScramSecret.bytes("pencil");
        byte[] round = hash.hmac(key, block);
        byte[] sum = round.clone();
        for (int i = 1; i < 4096; i++) {
            round = hash.hmac(key, round);
            for (int j = 0; j < sum.length; j++) {
                sum[j] ^= round[j];
            }
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"SCRAM-SHA-1,'n,,'", "SCRAM-SHA-256,'n,,'", "scram-sha-256,'y,,'", "SCRAM-SHA-256,'n,a=user,'"})
    void scramShouldLetTheUserIn(String mechanism, String gs2) {
        ScramHash hash = mechanism.endsWith("1") ? ScramHash.SHA_1 : ScramHash.SHA_256;
        String clientFirst = "n=user,r=abc";
        String serverFirst = text(session.first(mechanism, base64(gs2 + clientFirst)));
        assertThat(serverFirst).matches("r=abc[A-Za-z0-9+/]{24},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");

        String verifier = text(session.next(base64(clientFinal(hash, gs2, clientFirst, serverFirst))));

        assertThat(verifier).startsWith("v=");
        assertThat(session.next("")).isEqualTo(new SaslStep.Done("user"));
    }

    @Test
    void scramShouldUndoTheEscapesOfTheName() {
        String clientFirst = "n=a=2Cb=3Dc,r=abc";
        assertThat(text(session.first("SCRAM-SHA-256", null))).isEmpty();
        String serverFirst = text(session.next(base64("n,," + clientFirst)));
        text(session.next(base64(clientFinal(ScramHash.SHA_256, "n,,", clientFirst, serverFirst))));

        assertThat(session.next("")).isEqualTo(new SaslStep.Done("a,b=c"));
    }

    @Test
    void scramNoncesShouldDiffer() {
        assertThat(text(session.first("SCRAM-SHA-256", base64("n,,n=user,r=abc"))))
                .isNotEqualTo(text(session.first("SCRAM-SHA-256", base64("n,,n=user,r=abc"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n,,n=user",
                "n,,n=user,r=",
                "n,,n=,r=abc",
                "p=tls-unique,,n=user,r=abc",
                "n,,m=1,n=user,r=abc",
                "n,,n=a\nb,r=abc",
                "n,,r=abc,n=user",
                "n,,n=user,r=a b"
            })
    void scramShouldRefuseAMalformedFirstMessage(String message) {
        assertFailed(session.first("SCRAM-SHA-256", base64(message)), "");
    }

    @Test
    void scramShouldRefuseAForeignIdentityAndABadEscape() {
        assertFailed(session.first("SCRAM-SHA-256", base64("n,a=root,n=user,r=abc")), "user");
        assertFailed(session.first("SCRAM-SHA-256", base64("n,a=user,n=us=2cer,r=abc")), "");
    }

    @ParameterizedTest
    @CsvSource({
        "c=biws,c=eSws", // says now that it would have used channel binding
        "c=biws,c=", // header left out
        "r=abc,r=abd",
        "p=,p=A", // not base64
        "p=,q=", // no proof
        "c=biws,'m=x,c=biws'"
    })
    void scramShouldRefuseAnAlteredLastMessage(String part, String other) {
        String serverFirst = text(session.first("SCRAM-SHA-256", base64("n,,n=user,r=abc")));
        String right = clientFinal(ScramHash.SHA_256, "n,,", "n=user,r=abc", serverFirst);

        assertFailed(session.next(base64(right.replaceFirst("(?<=^|,)" + part, other))), "user");
    }

    @Test
    void scramShouldRefuseAProofOfAnotherLengthOrAnotherExchange() {
        String first = text(session.first("SCRAM-SHA-256", base64("n,,n=user,r=abc")));
        String right = clientFinal(ScramHash.SHA_256, "n,,", "n=user,r=abc", first);
        assertFailed(session.next(base64(right.replaceFirst("p=.*", "p=AAAA"))), "user");

        text(session.first("SCRAM-SHA-256", base64("n,,n=user,r=abc")));
        assertFailed(session.next(base64(right)), "user");
    }

    @Test
    void scramShouldRefuseAnUnknownUserOnlyAtTheEnd() {
        String first = text(session.first("SCRAM-SHA-256", base64("n,,n=nobody,r=abc")));

        assertFailed(session.next(base64(clientFinal(ScramHash.SHA_256, "n,,", "n=nobody,r=abc", first))), "nobody");
    }

    @Test
    void scramShouldWantAnEmptyLastAnswer() {
        String first = text(session.first("SCRAM-SHA-256", base64("n,,n=user,r=abc")));
        text(session.next(base64(clientFinal(ScramHash.SHA_256, "n,,", "n=user,r=abc", first))));

        assertFailed(session.next(base64("x")), "user");
    }

    @Test
    void aStoreThatCannotAnswerShouldMakeTheClientWait() {
        assertThat(session.first("SCRAM-SHA-256", base64("n,,n=later,r=abc")))
                .isEqualTo(new SaslStep.Failed("come back", "later", true));
    }

    @ParameterizedTest
    @CsvSource({
        "user 12ab,true",
        "user 12AB,false",
        "user 12a,false",
        "nobody 12ab,false",
        "12ab,false",
        "' 12ab',false"
    })
    void cramMd5ShouldCompareTheDigest(String response, boolean right) {
        assertThat(text(session.first("CRAM-MD5", base64("ignored")))).matches("<\\d+\\.\\d+@mx\\.test>");

        SaslStep end = session.next(base64(response));
        if (right) {
            assertThat(end).isEqualTo(new SaslStep.Done("user"));
        } else {
            assertThat(end).isInstanceOf(SaslStep.Failed.class);
        }
    }

    @Test
    void bearerShouldLetTheUserIn() {
        assertThat(session.first("XOAUTH2", base64("user=user\1auth=Bearer good\1\1")))
                .isEqualTo(new SaslStep.Done("user"));
        assertThat(session.first("OAUTHBEARER", base64("n,a=user,\1host=x\1port=25\1auth=bearer good\1\1")))
                .isEqualTo(new SaslStep.Done("user"));
        assertThat(session.first("OAUTHBEARER", base64("n,a=a=2Cb=3Dc,\1auth=Bearer good\1\1")))
                .isEqualTo(new SaslStep.Done("a,b=c"));
        assertThat(text(session.first("XOAUTH2", null))).isEmpty();
        assertThat(session.next(base64("user=user\1auth=Bearer good\1\1"))).isEqualTo(new SaslStep.Done("user"));
    }

    // RFC 7628 3.2.2
    @Test
    void aRefusedBearerShouldBeToldWhyAndFailAfterItsAnswer() {
        assertThat(text(session.first("XOAUTH2", base64("user=user\1auth=Bearer bad\1\1"))))
                .isEqualTo("{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}");
        assertFailed(session.next(base64("user=user\1auth=Bearer good\1\1")), "user");
        assertThat(text(session.first("OAUTHBEARER", base64("n,a=user,\1auth=Bearer bad\1\1"))))
                .isEqualTo("{\"status\":\"invalid_token\"}");
        assertFailed(session.next(base64("\1")), "user");
    }

    @ParameterizedTest
    @CsvSource({
        "XOAUTH2,''",
        "XOAUTH2,user=user^auth=Bearer good^",
        "XOAUTH2,user=user^auth=Basic good^^",
        "XOAUTH2,user=user^auth=Bearer ^^",
        "XOAUTH2,user=user^auth=Bearer good^auth=Bearer good^^",
        "XOAUTH2,user=^auth=Bearer good^^",
        "OAUTHBEARER,user=user^auth=Bearer good^^",
        "OAUTHBEARER,'n,,^auth=Bearer good^^'",
        "OAUTHBEARER,'p=x,a=user,^auth=Bearer good^^'"
    })
    void bearerShouldRefuseWhatIsMalformed(String mechanism, String response) {
        assertFailed(session.first(mechanism, response.isEmpty() ? "=" : base64(response.replace('^', '\1'))), "");
    }

    @Test
    void failuresShouldBeCountedForTheClient() {
        FAILED.clear();
        SaslSession of = new OwnUsers(PENCIL, "mx.test")
                .session(new SaslClient("192.0.2.1", "", "", "", false), SecurityOptions.of(List.of()));
        of.first("PLAIN", base64("\0user\0pencil"));
        of.first("NOPE", null);
        of.first("SCRAM-SHA-256", base64("n,,n=later,r=abc"));
        assertThat(FAILED).isEmpty();
        of.first("PLAIN", base64("\0user\0wrong"));
        of.first("CRAM-MD5", null);
        assertThat(FAILED).hasSize(1);
        of.next(base64("user 12ac"));
        assertThat(FAILED).containsExactly("192.0.2.1", "192.0.2.1");
    }

    @Test
    void aClientWithTooManyFailuresShouldNotBeHeard() {
        SaslSession of = new OwnUsers(PENCIL, "mx.test")
                .session(new SaslClient("192.0.2.66", "", "", "", false), SecurityOptions.of(List.of()));
        assertThat(of.first("PLAIN", base64("\0user\0pencil")))
                .isEqualTo(new SaslStep.Failed("too many failed logins", "", true));
    }

    @Test
    void plainAndLoginShouldBeAsEver() {
        assertThat(session.first("plain", base64("\0user\0pencil"))).isEqualTo(new SaslStep.Done("user"));
        assertFailed(session.first("PLAIN", "="), "");
        assertFailed(session.first("PLAIN", base64("root\0user\0pencil")), "user");
        assertThat(session.first("PLAIN", "!"))
                .isEqualTo(new SaslStep.Failed("Invalid base64 data in initial response", "user", false));
        assertThat(text(session.first("LOGIN", null))).isEqualTo("Username:");
        assertThat(text(session.next(base64("user")))).isEqualTo("Password:");
        assertThat(session.next(base64("pencil"))).isEqualTo(new SaslStep.Done("user"));
    }
}
