package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code tls_server_sni_maps}: whoever calls the server by another name sees another certificate, and log and client see what Postfix shows. */
class SmtpdTlsNamesIT {
    private static TlsKeys keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        RealPostfix.required();
        keys = TlsKeys.create();
        keys.self("default", "rsa:2048", "/CN=default");
        keys.self("one", "rsa:2048", "/CN=one");
        keys.self("two", "ec -pkeyopt ec_paramgen_curve:prime256v1", "/CN=two");
        Files.writeString(
                keys.file("parameters"),
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n");
        Files.writeString(keys.file("noise"), "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n");
        Files.writeString(keys.file("empty"), "");
    }

    @Test
    void namesThatJavaCannotReadShouldEndTheHandshake() throws Exception {
        SmtpdSessions sessions = new SmtpdSessions(settings(), Map.of(), List.of(session("a_b.example")));
        String seen = sessions.ofPostjames(ScenarioIT.workspace());
        assertThat(seen).contains("S: <no TLS>").contains("SSL_accept error from localhost[127.0.0.1]: -1\n");
    }

    private static List<String> settings(String... own) {
        List<String> settings = new ArrayList<>(List.of(
                "smtpd_tls_security_level = may",
                "smtpd_tls_chain_files = " + keys.file("default.pem"),
                "smtpd_tls_loglevel = 1"));
        settings.addAll(List.of(own));
        return settings;
    }

    /** An entry of a table: a name, and the files with its keys. */
    private static String entry(String name, String... files) {
        StringBuilder line = new StringBuilder(name);
        for (String file : files) {
            line.append(line.length() == name.length() ? " " : ", ").append(keys.file(file));
        }
        return line + "\n";
    }

    private static List<String> session(String name) {
        return session(name, "-");
    }

    private static List<String> session(String name, String protocol) {
        return List.of("C: EHLO c", "C: STARTTLS", "T: - " + protocol + " - " + name, "C: EHLO c", "C: QUIT");
    }

    private static final String NAMES = "texthash:@ETC@/names";

    @Test
    void clientsShouldSeeTheCertificateForTheNameThatTheyAskFor() throws Exception {
        compare(
                settings("tls_server_sni_maps = " + NAMES),
                Map.of(
                        "names",
                        entry("one.example", "one.pem")
                                + entry("two.example", "two.pem")
                                + entry("both.example", "one.pem", "two.pem")
                                + entry(".parent.example", "two.pem")
                                + entry("parent.example", "one.key", "one.crt")),
                List.of(
                        session("one.example"),
                        session("ONE.example"),
                        session("two.example"),
                        session("two.example", "TLSv1.2"),
                        session("both.example"),
                        session("parent.example"),
                        session("a.parent.example"),
                        session("a.b.parent.example", "TLSv1.2"),
                        session("parent.example.x"),
                        session("example"),
                        session("192.0.2.1"),
                        session("-")));
    }

    @Test
    void faultyEntriesShouldEndTheHandshake() throws Exception {
        compare(
                settings("tls_server_sni_maps = " + NAMES),
                Map.of(
                        "names",
                        entry("first.example", "one.crt", "one.key")
                                + entry("mixed.example", "one.key", "two.crt")
                                + entry("twice.example", "one.pem", "default.pem")
                                + entry("key.example", "one.key")
                                + entry("keys.example", "one.key", "two.pem")
                                + entry("wrong.example", "one.key", "two.crt", "two.pem")
                                + entry("noise.example", "one.key", "noise")
                                + entry("noise2.example", "noise")
                                + entry("empty.example", "empty")
                                + entry("missing.example", "nothing")
                                + entry("odd.example", "parameters", "two.pem")),
                List.of(
                        session("first.example"),
                        session("mixed.example"),
                        session("twice.example"),
                        session("key.example"),
                        session("keys.example"),
                        session("wrong.example"),
                        session("noise.example"),
                        session("noise2.example"),
                        session("empty.example"),
                        session("missing.example"),
                        session("odd.example")));
    }

    @Test
    void tablesMayBeOfAnyTypeAndMayFail() throws Exception {
        compare(
                settings("tls_server_sni_maps = inline:{one.example=" + keys.file("one.pem")
                        + "}, regexp:@ETC@/patterns," + " texthash:@ETC@/plain, fail:now"),
                Map.of(
                        "patterns",
                        "/^two\\./ " + keys.file("two.pem") + "\n",
                        "plain",
                        entry("three.example", "two.pem")),
                List.of(
                        session("one.example"),
                        session("two.example"),
                        session("three.example"),
                        session("four.example")));
        compare(
                settings("tls_server_sni_maps = texthash:@ETC@/missing"),
                Map.of(),
                List.of(session("one.example"), session("-")));
    }

    @Test
    void valuesOfIndexedTablesMustBeBase64() throws Exception {
        compare(
                settings("tls_server_sni_maps = unionmap:{inline:{a.example=" + keys.file("empty")
                        + "},inline:{b.example=" + keys.file("one.pem") + "},inline:{b.example=" + keys.file("one.pem")
                        + "}}"),
                Map.of(),
                List.of(session("a.example"), session("b.example"), session("c.example")));
    }

    @Test
    void wrapperModeShouldHaveNamesToo() throws Exception {
        compare(
                settings("tls_server_sni_maps = " + NAMES, "smtpd_tls_wrappermode = yes"),
                Map.of("names", entry("one.example", "one.pem")),
                List.of(
                        List.of("T: - - - one.example", "C: EHLO c", "C: QUIT"),
                        List.of("T: - - - two.example", "C: EHLO c", "C: QUIT")));
    }

    private static void compare(List<String> mainCf, Map<String, String> files, List<List<String>> dialogues)
            throws IOException, InterruptedException {
        SmtpdSessions sessions = new SmtpdSessions(mainCf, files, dialogues);
        java.nio.file.Path root = ScenarioIT.workspace();
        String expected = comparable(sessions.ofPostfix(root));
        assertThat(expected).contains("S: <certificate CN=");
        assertThat(comparable(sessions.ofPostjames(root))).isEqualTo(expected);
    }

    /** Warnings about the text of a table are another program's with us. */
    private static String comparable(String seen) {
        return SmtpdTlsIT.withoutLibrary(seen)
                .replaceAll(
                        "(?m)^(warning|error): .*(: skipping this entry|lookup error for .*|open database .*)\n", "");
    }
}
