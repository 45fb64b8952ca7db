package org.postjames.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.queuefile.Smtputf8;
import org.postjames.table.Tables;

/** Plays what was recorded from Postfix against the same scripted servers. */
class SmtpClientGoldenTest {
    private static final byte[] CONTENT = ("Received: x\nSubject: test\n\n.dot\nFrom here\n"
                    + "a line that is longer than the twenty bytes of one case\nlast\n")
            .getBytes(StandardCharsets.US_ASCII);

    @TestFactory
    Stream<DynamicTest> resultsShouldBePostfixs() throws IOException {
        Map<String, List<String>> golden = golden();
        Map<String, Map<String, String>> cases = ScriptedServer.cases(lines("cases.txt"));
        assertThat(golden.keySet()).isEqualTo(cases.keySet());
        return cases.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> assertThat(play(e.getKey(), e.getValue()))
                        .isEqualTo(golden.get(e.getKey()))));
    }

    private static List<String> play(String name, Map<String, String> script) throws Exception {
        List<String> seen = new ArrayList<>();
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "myhostname", "mail.example.test",
                "inet_protocols", "ipv4",
                "smtp_dns_support_level", "disabled",
                "smtp_host_lookup", "native",
                "smtp_tls_security_level", "none"));
        if (script.containsKey("options")) {
            String option = script.get("options");
            settings.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        PostfixConfig config = PostfixConfig.of(settings);
        try (ScriptedServer server = new ScriptedServer(script);
                SmtpClient client = new SmtpClient(
                        new ClientConfig(config, ClientConfig.Protocol.SMTP),
                        (n, t) -> {
                            throw new IllegalStateException("no DNS here");
                        },
                        Tables.of(config, (program, severity, text) -> {}),
                        (what, peer, transcript) -> {},
                        address -> false,
                        (program, severity, text) -> seen.add("log " + severity.prefix() + text),
                        "smtp",
                        Clock.systemUTC())) {
            String nexthop = "[127.0.0.1]:" + server.port();
            List<String> names = List.of(script.getOrDefault("to", "a").split(" "));
            List<OutgoingMail.To> to = names.stream()
                    .map(n ->
                            new OutgoingMail.To(new Address(n, name + ".test"), new Address(n, name + ".test"), "", 0))
                    .toList();
            List<OutgoingResult> results = client.deliver(new OutgoingMail(
                    "QID",
                    nexthop,
                    Address.of("from@example.test"),
                    to,
                    () -> new ByteArrayInputStream(CONTENT),
                    CONTENT.length,
                    "",
                    0,
                    "",
                    Smtputf8.of(0),
                    false,
                    Instant.now(),
                    java.util.Map.of()));
            for (int i = 0; i < results.size(); i++) {
                OutgoingResult r = results.get(i);
                seen.add("to=<" + to.get(i).address() + ">, relay=" + r.relay() + ", dsn=" + r.dsn() + ", status="
                        + r.outcome().name().toLowerCase(java.util.Locale.ROOT) + " (" + r.reason() + ")");
            }
            boolean body = false;
            for (String heard : server.heard()) {
                body |= heard.equals("  ");
                if (!heard.startsWith("  ") || body && name.equals("line-limit")) {
                    seen.add("heard " + heard);
                }
            }
            seen.replaceAll(line -> line.replace(":" + server.port(), ":PORT").replaceAll(" SIZE=\\d+", " SIZE=N"));
            seen.replaceAll(line -> line.replaceAll("message size \\d+", "message size N"));
        }
        seen.removeIf(line -> line.equals("heard lost"));
        return ordered(seen);
    }

    /** As the recording has it: the log in order, then what the server heard. */
    private static List<String> ordered(List<String> seen) {
        List<String> log = new ArrayList<>(
                seen.stream().filter(l -> !l.startsWith("heard")).toList());
        log.sort(null);
        log.addAll(seen.stream().filter(l -> l.startsWith("heard")).toList());
        return log;
    }

    private static Map<String, List<String>> golden() throws IOException {
        Map<String, List<String>> golden = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : lines("golden.txt")) {
            if (line.startsWith("[")) {
                current = new ArrayList<>();
                golden.put(line.substring(1, line.length() - 1), current);
            } else if (!line.startsWith("#")) {
                current.add(line);
            }
        }
        return golden;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = SmtpClientGoldenTest.class.getResourceAsStream(resource);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
