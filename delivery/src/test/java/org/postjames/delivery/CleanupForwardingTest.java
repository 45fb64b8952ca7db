package org.postjames.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.address.Address;
import org.postjames.cleanup.BeforeQueueFilter;
import org.postjames.cleanup.Cleanup;
import org.postjames.cleanup.ConfiguredAddresses;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.QueueDirectories;
import org.postjames.queue.QueuedContent;
import org.postjames.queue.Recipient;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.Smtputf8;
import org.postjames.table.Tables;

class CleanupForwardingTest {
    @TempDir
    Path directory;

    @Test
    void forwardShouldQueueTheMessageAgainWithADeliveredToHeader() throws Exception {
        String file = forward("Subject: test\n\nfirst line\n" + "x".repeat(40_000) + "\nunended");

        // the content records as Postfix's forward_send() writes them
        assertThat(file).contains("Received: by mail.example.test (Postfix)").contains("\tid ");
        assertThat(file).contains("Delivered-To: alias@mail.example.test");
        assertThat(file).contains("first line").contains("x".repeat(1000)).contains("unended");
        assertThat(file).contains("someone@remote.test").contains("from@example.test");
        assertThat(file.indexOf("Received: by")).isLessThan(file.indexOf("Delivered-To: alias"));
        assertThat(file.indexOf("Delivered-To: alias")).isLessThan(file.indexOf("Subject: test"));
    }

    private String forward(String content) throws Exception {
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        PostfixConfig config = PostfixConfig.of(Map.of(
                "compatibility_level", "3.6",
                "queue_directory", directory.toString(),
                "mail_owner", System.getProperty("user.name"),
                "myhostname", "mail.example.test",
                "myorigin", "mail.example.test",
                "mydestination", "mail.example.test",
                "alias_maps", ""));
        MailLog log = (program, severity, text) -> {};
        QueueDirectories queue = new QueueDirectories(config, Clock.systemUTC());
        queue.createMissing();
        Tables tables = Tables.of(config, log);
        Cleanup cleanup = new Cleanup(
                config,
                new ConfiguredAddresses(config, tables, log),
                queue,
                log,
                Clock.systemUTC(),
                BeforeQueueFilter.NONE);
        Address alias = Address.of("alias@mail.example.test");
        DeliveryRequest request = new DeliveryRequest(
                new QueueId("QID"),
                "local",
                "mail.example.test",
                Address.of("from@example.test"),
                List.of(),
                new Text(content.getBytes(StandardCharsets.ISO_8859_1)),
                "",
                0,
                "",
                Smtputf8.of(0),
                Instant.now(),
                Map.of());
        String id = new CleanupForwarding(config, cleanup, (message, dsn, reason) -> false, Clock.systemUTC())
                .forward(
                        request,
                        request.sender(),
                        alias,
                        List.of(new Recipient(Address.of("someone@remote.test"), alias, "", 0, 1)));
        try (Stream<Path> files = Files.walk(directory.resolve("incoming"))) {
            Path file = files.filter(f -> f.endsWith(id)).findFirst().orElseThrow();
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        }
    }

    private record Text(byte[] bytes) implements QueuedContent {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void copyTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }
}
