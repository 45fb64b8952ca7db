package org.postjames.queuefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.address.Address;

class QueueFileReaderTest {
    @TempDir
    Path directory;

    private static Path postfixFile(String name) throws Exception {
        return Path.of(Objects.requireNonNull(QueueFileReaderTest.class.getResource("files/" + name))
                .toURI());
    }

    private Path copy(String name) throws Exception {
        return Files.copy(postfixFile(name), directory.resolve(name));
    }

    @Test
    void envelopeShouldHoldWhatPostfixWrote() throws Exception {
        try (QueueFileReader reader = QueueFileReader.openReadOnly(postfixFile("dsn"))) {
            QueueEnvelope envelope = reader.envelope(100);

            assertThat(envelope.sender()).isEqualTo(Address.of("s@s.example"));
            assertThat(envelope.envid()).isEqualTo("e+id");
            assertThat(envelope.dsnRet()).isEqualTo(2);
            assertThat(envelope.encoding()).isEqualTo("8bit");
            assertThat(envelope.attributes()).containsEntry("client_address", "127.0.0.1");
            assertThat(envelope.arrived()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
            assertThat(envelope.recipients())
                    .extracting(r -> r.address() + " " + r.original() + " " + r.dsnOrcpt() + " " + r.dsnNotify())
                    .containsExactly(
                            "r@example.test r@example.test rfc822;o@x 10",
                            "q q@example.test q q@example.test rfc822;\"q q\"@example.test 1",
                            "r@example.test r@example.test rfc822;r@example.test 0");
        }
    }

    @Test
    void envelopeShouldFollowPointersAndSkipPadding() throws Exception {
        try (QueueFileReader reader = QueueFileReader.openReadOnly(postfixFile("sendmail-milter"))) {
            QueueEnvelope envelope = reader.envelope(100);

            assertThat(envelope.contentFilter()).isEqualTo("smtp:[127.0.0.1]:1");
            assertThat(envelope.fullName()).isEqualTo("Full Name");
            assertThat(envelope.warningTime()).isEqualTo(envelope.arrived().getEpochSecond() + 4 * 3600);
            assertThat(envelope.recipients()).hasSize(3);
            assertThat(content(reader, envelope))
                    .contains("Subject: x\nMessage-Id: <")
                    .endsWith("\n\nbody\n");
        }
    }

    @Test
    void recipientsShouldBeReadInPortions() throws Exception {
        try (QueueFileReader reader = QueueFileReader.openReadOnly(postfixFile("many"))) {
            QueueEnvelope envelope = reader.envelope(7);
            List<String> all = new ArrayList<>();
            envelope.recipients().forEach(r -> all.add(r.address().localPart()));
            long next = envelope.nextRecipients();
            while (next != 0) {
                QueueFileReader.Recipients more = reader.moreRecipients(envelope.sizes(), next, 7);
                more.recipients().forEach(r -> all.add(r.address().localPart()));
                next = more.next();
            }

            assertThat(all).hasSize(30).startsWith("r0", "r1").endsWith("r28", "r29");
        }
    }

    @Test
    void markDoneShouldTakeARecipientOutOfTheFile() throws Exception {
        Path file = copy("dsn");
        try (QueueFileReader reader = QueueFileReader.open(file)) {
            QueueEnvelope envelope = reader.envelope(100);
            reader.markDone(envelope.recipients().get(1).offset());

            assertThat(reader.envelope(100).recipients())
                    .extracting(r -> r.address().localPart())
                    .containsExactly("r", "r");
            assertThatThrownBy(() -> reader.markDone(3)).isInstanceOf(CorruptQueueFileException.class);
        }
    }

    @Test
    void warningTimeShouldBeSetInPlace() throws Exception {
        try (QueueFileReader reader = QueueFileReader.open(copy("sendmail-milter"))) {
            QueueEnvelope envelope = reader.envelope(10);
            reader.warningTime(envelope.warningOffset(), 0);

            assertThat(reader.envelope(10).warningTime()).isZero();
            assertThat(reader.envelope(10).recipients()).isEqualTo(envelope.recipients());
        }
    }

    @Test
    void contentShouldJoinLongLines() throws Exception {
        try (QueueFileReader reader = QueueFileReader.openReadOnly(postfixFile("dsn"))) {
            String content = content(reader, reader.envelope(10));

            assertThat(content).contains("\n\n" + "x".repeat(5000) + "\nshort\n");
        }
    }

    @Test
    void damagedFilesShouldBeCorruptAndNothingElse() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] good = Files.readAllBytes(postfixFile("sendmail-milter"));
        Path file = directory.resolve("damaged");
        for (int i = 0; i < 500; i++) {
            byte[] bad = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextBoolean() ? bad.length : random.nextInt(bad.length);
            Files.write(file, java.util.Arrays.copyOf(bad, length));
            try (QueueFileReader reader = QueueFileReader.openReadOnly(file)) {
                content(reader, reader.envelope(5));
            } catch (CorruptQueueFileException e) {
                assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
            }
        }
    }

    private static String content(QueueFileReader reader, QueueEnvelope envelope) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reader.content(envelope.sizes()).copyTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
