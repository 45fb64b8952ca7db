package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postjames.integration.TlsSink.Manner;

/** The client's TLS beside real Postfix's: the same servers, policies and certificates; log lines, outcomes and what the servers see are the same. */
class ClientTlsIT {
    private static TlsKeys keys;

    private final Map<String, TlsSink> sinks = new LinkedHashMap<>();
    private final List<String> services = new ArrayList<>();
    private final StringBuilder transports = new StringBuilder();
    private final StringBuilder policies = new StringBuilder();

    @BeforeAll
    static void makeKeys() throws Exception {
        RealPostfix.required();
        keys = TlsKeys.create();
        keys.self("ca", "rsa:2048", "/O=Org/CN=Test CA");
        keys.signed("server", "/O=X/CN=localhost");
        keys.signed("wild", "/O=X/CN=*.example.test");
        keys.signed("client", "/O=X/CN=client");
        keys.self("self", "ec -pkeyopt ec_paramgen_curve:prime256v1", "/CN=localhost");
        keys.self("address", "rsa:2048 -addext subjectAltName=IP:127.0.0.1,DNS:other.test", "/CN=localhost");
    }

    @AfterEach
    void closeSinks() throws IOException {
        for (TlsSink sink : sinks.values()) {
            sink.close();
        }
    }

    /** A server for the recipients of one domain, and the service and policy they go by. @param options of the service, without {@code -o} */
    private void add(String name, String host, Manner manner, String policy, String... options) throws IOException {
        TlsSink sink = new TlsSink(manner);
        sinks.put(name, sink);
        String protocol = name.startsWith("lmtp") ? "lmtp" : "smtp";
        services.add(name + " unix - - n - - " + protocol);
        services.add("  -o syslog_name=postfix/" + name);
        for (String option : options) {
            services.add("  -o {" + option.replace("@P@", String.valueOf(sink.port())) + "}");
        }
        String nexthop = host + ":" + sink.port();
        transports
                .append(name)
                .append(".test ")
                .append(name)
                .append(':')
                .append(nexthop)
                .append('\n');
        if (!policy.isEmpty()) {
            policies.append(nexthop).append(' ').append(policy).append('\n');
        }
    }

    private void ofLevels() throws IOException {
        Manner server = Manner.with(keys.file("server.pem"));
        Manner none = new Manner("", "", List.of(), List.of(), false);
        String here = "[127.0.0.1]";
        String local = "[localhost]";
        add("none", here, server, "none", "smtp_tls_note_starttls_offer = yes");
        add("may", here, server, "may");
        add("maynot", here, none, "may");
        add("silent", here, server, "may", "smtp_tls_loglevel = 0");
        add("words", here, server, "may", "smtp_tls_loglevel = summary, untrusted, peercert");
        add("untrustedonly", here, server, "may", "smtp_tls_loglevel = untrusted");
        add("encrypt", here, server, "encrypt");
        add("required", here, none, "encrypt");
        add("refused", here, server.refusing("454 4.7.0 TLS is tired"), "encrypt");
        add("refusedmay", here, server.refusing("454 4.7.0 TLS is tired"), "may");
        add("wrapped", here, server.fromTheStart(), "encrypt", "smtp_tls_wrappermode = yes");
        add("wrappednot", here, server.fromTheStart(), "may", "smtp_tls_wrappermode = yes");
        add("verify", local, server, "verify", ca());
        add("secure", local, server, "secure match=hostname", ca());
        add("untrusted", local, server, "verify");
        add("trusted", local, server, "encrypt", ca());
        add("selfsigned", local, Manner.with(keys.file("self.pem")), "secure", ca());
        add("mismatch", local, server, "secure match=other.test:.localhost", ca());
        add(
                "address",
                here,
                Manner.with(keys.file("address.pem")),
                "verify",
                "smtp_tls_CAfile = " + keys.file("address.crt"));
        add(
                "alternative",
                local,
                Manner.with(keys.file("address.pem")),
                "verify",
                "smtp_tls_CAfile = " + keys.file("address.crt"));
        add("wild", local, Manner.with(keys.file("wild.pem")), "secure match=a.example.test", ca());
        add("wilder", local, Manner.with(keys.file("wild.pem")), "secure match=a.b.example.test", ca());
        add("below", local, Manner.with(keys.file("wild.pem")), "secure match=.example.test", ca());
        add("anchored", local, server, "secure match=nexthop tafile=" + keys.file("ca.crt"));
        add("anchoredleaf", local, server, "secure match=nexthop tafile=" + keys.file("server.crt"));
        add("otheranchor", local, server, "secure match=nexthop tafile=" + keys.file("self.crt"), ca());
        add("noanchor", local, server, "secure tafile=/nonexistent/file");
    }

    private void ofPolicies() throws Exception {
        Manner server = Manner.with(keys.file("server.pem"));
        String here = "[127.0.0.1]";
        String print = keys.fingerprint("server");
        add("print", here, server, "fingerprint match=" + "00:11|" + print);
        add("keyprint", here, server, "fingerprint match=" + keys.keyFingerprint("server"));
        add("badprint", here, server, "fingerprint match=" + keys.fingerprint("ca"));
        add("unusable", here, server, "fingerprint match=AB:cd");
        add("malformed", here, server, "fingerprint match=xx");
        add("noprint", here, server, "fingerprint");
        add("configprint", here, server, "fingerprint", "smtp_tls_fingerprint_cert_match = 00 " + print);
        add("level", here, server, "strong");
        add("empty", here, server, ",");
        add("attribute", here, server, "may colour=red");
        add("equals", here, server, "may match");
        add("twice", here, server, "may ciphers=high ciphers=high");
        add("nomatch", here, server, "encrypt match=a.test");
        add("notafile", here, server, "encrypt tafile=/dev/null");
        add("nocipher", here, server, "may ciphers=");
        add("grade", here, server, "may ciphers=best");
        add("noprotocol", here, server, "may protocols=TLSv9");
        add("reuse", here, server, "may connection_reuse=maybe");
        add("ignored", here, server, "none ciphers=high");
        add("name", here, server, "may servername=some.name.test");
        add("badname", here, server, "may servername=-bad-");
        add("mainname", here, server, "encrypt", "smtp_tls_servername = main.test");
        add("nexthopname", "[localhost]", server, "encrypt servername=nexthop");
        add("protocol", here, server, "encrypt protocols=TLSv1.2");
        add("protocols", here, server.speaking("TLSv1.3"), "encrypt protocols=!TLSv1.3");
        add(
                "mandatory",
                here,
                server,
                "",
                "smtp_tls_security_level = encrypt",
                "smtp_tls_mandatory_protocols = <=TLSv1.2");
        add("optional", here, server, "", "smtp_tls_security_level = may", "smtp_tls_protocols = <=TLSv1.2");
        Manner old = server.speaking("TLSv1.2")
                .using("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
        add("cipher", here, old, "encrypt exclude=AES128");
        add("othercipher", here, old, "encrypt exclude=AES256");
        add("excluded", here, old, "", "smtp_tls_security_level = may", "smtp_tls_exclude_ciphers = AES128");
        add(
                "allexcluded",
                here,
                old,
                "",
                "smtp_tls_security_level = encrypt",
                "smtp_tls_mandatory_exclude_ciphers = AES128 AES256");
        add("badexclusion", here, old, "encrypt exclude=!AES");
        add(
                "certificate",
                here,
                server,
                "encrypt",
                "smtp_tls_cert_file = " + keys.file("client.crt"),
                "smtp_tls_key_file = " + keys.file("client.key"));
        add("chain", here, server, "encrypt", "smtp_tls_chain_files = " + keys.file("client.pem"));
        add("eccert", here, server, "encrypt", "smtp_tls_eccert_file = " + keys.file("self.pem"));
        add("enforced", "[localhost]", server, "", "smtp_enforce_tls = yes", ca());
        add("enforcednot", here, server, "", "smtp_enforce_tls = yes", "smtp_tls_enforce_peername = no");
        add("used", here, server, "", "smtp_use_tls = yes");
        for (String word : List.of("NONE", "MAY", "MUST", "MUST_NOPEERMATCH", "WRONG")) {
            add(
                    "site" + word.toLowerCase(java.util.Locale.ROOT).replace("_", ""),
                    "[localhost]",
                    server,
                    "",
                    "smtp_tls_policy_maps =",
                    "smtp_tls_per_site = inline:{ localhost=" + word + " }",
                    "smtp_tls_security_level = may");
        }
        add("lmtp", here, server, "", "lmtp_tls_security_level = encrypt", "lmtp_tls_loglevel = 1");
        add("lmtpsecure", here, server, "", "lmtp_tls_security_level = secure");
    }

    private static String ca() {
        return "smtp_tls_CAfile = " + keys.file("ca.crt");
    }

    @Test
    void clientShouldDemandAndTellWhatPostfixDoes() throws Exception {
        ofLevels();
        ofPolicies();
        Map<String, String> real = play(new RealPostfix(Workspace.create(ScenarioIT.workspace(), 0)));
        Map<String, String> ours = play(new Postjames(Workspace.create(ScenarioIT.workspace(), 0)));
        assertThat(real).hasSizeGreaterThan(60);
        real.forEach((name, told) -> assertThat(ours.get(name)).as(name).isEqualTo(told));
    }

    private Map<String, String> play(Mta mta) throws Exception {
        sinks.values().forEach(sink -> sink.shown.clear());
        try (mta) {
            mta.start(new Scenario(
                    "tls",
                    "",
                    List.of(
                            "smtp_tls_loglevel = 1",
                            "transport_maps = texthash:@ETC@/transport",
                            "smtp_tls_policy_maps = texthash:@ETC@/policy"),
                    services,
                    Map.of(
                            "aliases",
                            "postmaster: root\n",
                            "transport",
                            transports.toString(),
                            "policy",
                            policies.toString()),
                    List.of(),
                    List.of()));
            List<String> words = new ArrayList<>(List.of("sendmail", "-f", "from@example.test"));
            sinks.keySet().forEach(name -> words.add("user@" + name + ".test"));
            mta.command(words, "Subject: tls\n\ntext\n");
            Processes.await(
                    "an outcome for each recipient",
                    Duration.ofSeconds(60),
                    () -> log(mta).lines()
                                    .filter(line -> line.contains(": to=<user@"))
                                    .count()
                            >= sinks.size());
            Map<String, String> told = new TreeMap<>();
            sinks.forEach((name, sink) ->
                    told.put(name, lines(log(mta), name) + "server saw " + List.copyOf(sink.shown) + "\n"));
            return told;
        }
    }

    /** What one service logged, without what differs from run to run, and without what Java cannot know. */
    private static String lines(String log, String name) {
        StringBuilder kept = new StringBuilder();
        for (String line : log.lines().toList()) {
            int start = line.indexOf(" postfix/" + name + "/");
            if (start < 0 || line.contains("]: To disable backwards ")) {
                continue;
            }
            kept.append(line.substring(start + 1)
                            .replaceFirst("\\[\\d+\\]", "")
                            .replaceAll("\\b([0-9A-F]{8,14}|[0-9A-Za-z]{14,20}): to=", "QID: to=")
                            .replaceAll(
                                    "\\b([0-9A-F]{9,14}|[0-9A-Za-z]{14,20}): (TLS is|Server cert|Cannot start|host )",
                                    "QID: $2")
                            .replaceAll("delay=[^,]*, delays=[^,]*, ", "")
                            .replaceAll("(TLS library problem): .*", "$1")
                            .replaceAll(" key-exchange .*", ""))
                    .append('\n');
        }
        return kept.toString();
    }

    private static String log(Mta mta) {
        try {
            return Files.readString(mta.workspace().maillog(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
