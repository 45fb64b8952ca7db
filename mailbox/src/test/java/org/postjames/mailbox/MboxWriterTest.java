package org.postjames.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MboxWriterTest {
    private static final byte[] PREFIX =
            "From a@b  Thu Jan  1 00:00:00 2026\nReturn-Path: <a@b>\n".getBytes(StandardCharsets.US_ASCII);
    private static final MboxLockSettings QUICK =
            new MboxLockSettings(true, true, 2, Duration.ofMillis(1), Duration.ofSeconds(500));

    @TempDir
    Path root;

    private final MboxWriter writer = new MboxWriter(QUICK, Clock.systemUTC());

    private void append(String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        writer.append(root.resolve("mbox"), PREFIX, out -> out.write(bytes), null, 0);
    }

    @Test
    void appendShouldQuoteFromLinesAndEndWithAnEmptyLine() throws IOException {
        append("From me\nSubject: x\n\nFrom you\n>From them\n From\nFrom\n");
        append("no newline at the end");

        assertThat(root.resolve("mbox"))
                .hasContent("From a@b  Thu Jan  1 00:00:00 2026\nReturn-Path: <a@b>\n"
                        + ">From me\nSubject: x\n\n>From you\n>From them\n From\nFrom\n\n"
                        + "From a@b  Thu Jan  1 00:00:00 2026\nReturn-Path: <a@b>\nno newline at the end\n\n");
        assertThat(root.resolve("mbox.lock")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("mbox"))))
                .isEqualTo("rw-------");
    }

    @Test
    void quotingShouldNotDependOnHowTheContentIsCutIntoPieces() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] words = {"From ", "From", "F", "\n", "\n\n", ">", "x", "rom ", "Fro"};
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(words[random.nextInt(words.length)]);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            FromQuoting quoting = new FromQuoting(out);
            byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, random.nextInt(7));
                quoting.write(bytes, at, length);
                at += length;
            }
            quoting.end();
            String expected =
                    Pattern.compile("^From ", Pattern.MULTILINE).matcher(text).replaceAll(">From ");
            String end = expected.isEmpty() || expected.endsWith("\n") ? "\n" : "\n\n";
            assertThat(out.toString(StandardCharsets.US_ASCII))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(expected + end);
        }
    }

    @Test
    void appendShouldCutOffWhatItCouldNotFinish() throws IOException {
        append("first\n");
        long size = Files.size(root.resolve("mbox"));

        assertThatThrownBy(() -> writer.append(
                        root.resolve("mbox"),
                        PREFIX,
                        out -> {
                            out.write(new byte[300_000]);
                            throw new IOException("Disk quota exceeded");
                        },
                        null,
                        0))
                .isInstanceOfSatisfying(
                        MailboxWriteException.class, e -> assertThat(e.dsn()).isEqualTo("5.2.2"));
        assertThat(root.resolve("mbox")).hasSize(size);
        assertThat(root.resolve("mbox.lock")).doesNotExist();
    }

    @Test
    void appendShouldWaitForSomebodysLock() throws IOException {
        Files.createFile(root.resolve("mbox.lock"));

        assertThatThrownBy(() -> append("x\n"))
                .isInstanceOfSatisfying(
                        MailboxWriteException.class, e -> assertThat(e.dsn()).isEqualTo("4.2.0"))
                .hasMessage("unable to create lock file " + root.resolve("mbox.lock") + ": File exists");
        assertThat(root.resolve("mbox")).doesNotExist();
        assertThat(root.resolve("mbox.lock")).exists();
    }

    @Test
    void appendShouldBreakAStaleLock() throws IOException {
        Files.createFile(root.resolve("mbox.lock"));
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(501));

        new MboxWriter(QUICK, later).append(root.resolve("mbox"), PREFIX, out -> out.write('x'), null, 0);

        assertThat(Files.readString(root.resolve("mbox"))).endsWith("\nx\n\n");
    }

    @Test
    void appendShouldRefuseAFileWithSeveralNames() throws IOException {
        append("first\n");
        Files.createLink(root.resolve("other"), root.resolve("mbox"));

        assertThatThrownBy(() -> append("second\n")).hasMessage("file has 2 hard links");
    }

    @Test
    void appendShouldRefuseWhatIsNoFile() throws IOException {
        Files.createDirectory(root.resolve("mbox"));

        assertThatThrownBy(() -> append("x\n"))
                .hasMessage("destination " + root.resolve("mbox") + " is not a regular file");
    }
}
