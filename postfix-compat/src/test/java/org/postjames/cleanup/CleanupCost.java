package org.postjames.cleanup;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.table.Tables;

/** Measures what cleanup costs for a message of 4 KiB, without fsync. Not a test: run its main with a directory, best a tmpfs, as argument. */
final class CleanupCost {
    private CleanupCost() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        PostfixConfig config = PostfixConfig.of(
                Map.of("compatibility_level", "3.6", "myhostname", "mail.example.test", "myorigin", "example.test"));
        Cleanup cleanup = new Cleanup(
                config,
                Tables.of(config, (String program, Severity severity, String text) -> {}),
                new DirectoryQueue(directory),
                (program, severity, text) -> {},
                Clock.systemUTC(),
                BeforeQueueFilter.NONE);
        byte[] line = "x".repeat(70).getBytes(StandardCharsets.ISO_8859_1);
        for (int round = 0; round < 8; round++) {
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            int count = 5000;
            for (int i = 0; i < count; i++) {
                Files.deleteIfExists(directory.resolve(one(cleanup, line)));
            }
            System.out.println((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / count / 1000
                    + " microseconds of CPU time per message, files created and deleted");
        }
        System.out.println(directory.resolve(one(cleanup, line)));
    }

    private static String one(Cleanup cleanup, byte[] body) throws IOException {
        try (CleanupSession session = cleanup.open(CleanupOrigin.of(CleanupOrigin.Kind.SMTPD, true, Instant.now()))) {
            session.sender(Address.of("sender@s.example"), "", 0, "8bit", false);
            session.attribute("log_client_name", "localhost");
            session.attribute("log_client_address", "127.0.0.1");
            session.attribute("client_name", "localhost");
            session.attribute("client_address", "127.0.0.1");
            session.attribute("helo_name", "c.example");
            session.recipient(Address.of("rcpt@example.test"), "", 0);
            line(session, "Received: from c.example (localhost [127.0.0.1])");
            line(session, "\tby mail.example.test (Postfix) with ESMTP id 1");
            line(session, "\tfor <rcpt@example.test>; Mon,  1 Jan 2024 12:00:00 +0000 (UTC)");
            session.contentBegins();
            line(session, "From: Sender Name <sender@s.example>");
            line(session, "To: <rcpt@example.test>");
            line(session, "Date: Mon, 1 Jan 2024 12:00:00 +0000");
            line(session, "Message-Id: <1234@s.example>");
            line(session, "Subject: a message of four kilobytes");
            line(session, "");
            for (int i = 0; i < 55; i++) {
                session.line(body, 0, body.length);
            }
            return session.finish().queueId().text();
        }
    }

    private static void line(CleanupSession session, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        session.line(bytes, 0, bytes.length);
    }
}
