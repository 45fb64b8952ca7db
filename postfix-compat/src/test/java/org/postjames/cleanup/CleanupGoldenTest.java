package org.postjames.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.queuefile.QueueEnvelope;
import org.postjames.queuefile.QueueFileReader;
import org.postjames.table.Tables;

/** Messages of every shape come out as Postfix leaves them: with local and with remote header rewriting. */
class CleanupGoldenTest {
    private static final Pattern DATE = Pattern.compile(
            "(?m)^((?:Resent-)?Date: )\\w{3}, [ \\d]\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4} \\(\\w+\\)$");
    private static final Pattern MESSAGE_ID = Pattern.compile("\\d{14}\\.1@");

    @TempDir
    Path queue;

    static Stream<String> messages() throws IOException, URISyntaxException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory(), "*.in")) {
            files.forEach(f -> names.add(f.getFileName().toString().replace(".in", "")));
        }
        return names.stream().sorted().flatMap(n -> Stream.of(n + ".local", n + ".remote"));
    }

    private static Path directory() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(CleanupGoldenTest.class.getResource("messages"))
                .toURI());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void cleanupShouldLeaveTheSameContentAsPostfix(String name) throws Exception {
        byte[] golden = Files.readAllBytes(directory().resolve(name));
        String text = new String(golden, StandardCharsets.ISO_8859_1);
        String head = text.substring(0, text.indexOf('\n') + 1);
        byte[] input = Files.readAllBytes(directory().resolve(name.substring(0, name.indexOf('.')) + ".in"));

        assertThat(queued(input, name.endsWith(".local"))).isEqualTo(head + text.substring(head.length()));
    }

    private String queued(byte[] input, boolean local) throws IOException {
        PostfixConfig config = PostfixConfig.of(Map.of(
                "compatibility_level",
                "3.6",
                "myhostname",
                "mail.example.test",
                "mydomain",
                "example.test",
                "myorigin",
                "example.test"));
        RecordedLog log = new RecordedLog();
        Cleanup cleanup = new Cleanup(
                config,
                Tables.of(config, log),
                new DirectoryQueue(queue),
                log,
                Clock.systemUTC(),
                BeforeQueueFilter.NONE);
        try (CleanupSession session = cleanup.open(
                CleanupOrigin.of(CleanupOrigin.Kind.SMTPD, local, Instant.parse("2024-01-01T12:00:00Z")))) {
            session.sender(Address.of("sender@s.example"), "", 0, "", false);
            session.recipient(Address.of("rcpt@example.test"), "", 0);
            line(session, "Received: from c.example (localhost [127.0.0.1])");
            line(session, "\tby mail.example.test (Postfix) with ESMTP id 1");
            line(session, "\tfor <rcpt@example.test>; Mon,  1 Jan 2024 12:00:00 +0000 (UTC)");
            session.contentBegins();
            int start = 0;
            for (int i = 0; i < input.length; i++) {
                if (input[i] == '\n') {
                    session.line(input, start, i - start);
                    start = i + 1;
                }
            }
            CleanupResult result = session.finish();
            assertThat(result.refusal()).isEmpty();
        }
        return normalized(local);
    }

    private String normalized(boolean local) throws IOException {
        try (QueueFileReader reader = QueueFileReader.open(queue.resolve("1"))) {
            QueueEnvelope envelope = reader.envelope(10);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            reader.content(envelope.sizes()).copyTo(out);
            String text = out.toString(StandardCharsets.ISO_8859_1);
            int received = text.indexOf("(UTC)\n") + 6;
            String content = MESSAGE_ID.matcher(text.substring(received)).replaceAll("STAMP.QID@");
            String encoding = envelope.encoding().isEmpty() ? "" : "named_attribute: encoding=" + envelope.encoding();
            return "# Postfix 3.7.11: postcat -qhb after SMTP DATA, " + (local ? "local" : "remote")
                    + " header rewriting; smtputf8 flags " + envelope.sizes().smtputf8() + "; extracted: " + encoding
                    + "\n"
                    + DATE.matcher(content).replaceAll("$1NOW");
        }
    }

    private static void line(CleanupSession session, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        session.line(bytes, 0, bytes.length);
    }
}
