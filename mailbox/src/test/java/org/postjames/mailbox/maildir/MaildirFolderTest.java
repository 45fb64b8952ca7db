package org.postjames.mailbox.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.mailbox.MaildirEvents;
import org.postjames.mailbox.MaildirWriter;
import org.postjames.mailbox.maildir.MaildirFolder.FlagSet;

class MaildirFolderTest {
    @TempDir
    Path root;

    private final List<FolderChanges> changes = new ArrayList<>();
    private MaildirFolder folder;

    @BeforeEach
    void setUp() throws IOException {
        folder = open();
        folder.create(42);
        folder.refresh();
    }

    private MaildirFolder open() {
        return new MaildirFolder(root, (f, c) -> changes.add(c));
    }

    private String deliver(String body) throws IOException {
        MaildirWriter writer = new MaildirWriter("host", Clock.systemUTC(), MaildirEvents.NONE);
        byte[] content = ("Subject: x\n\n" + body + "\n").getBytes(StandardCharsets.US_ASCII);
        return writer.deliver(root, new byte[0], out -> out.write(content))
                .getFileName()
                .toString();
    }

    private MaildirMessage append(String content, String letters) throws IOException {
        return folder.add(
                MaildirNames.next(),
                new ByteArrayInputStream(content.getBytes(StandardCharsets.US_ASCII)),
                new FlagSet(letters, false),
                1_600_000_000_000L,
                Instant.now());
    }

    private static List<Long> uids(MaildirFolder folder) throws IOException {
        return folder.messages().stream().map(MaildirMessage::uid).toList();
    }

    @Test
    void deliveredFilesShouldGetUidsInTheOrderOfTheirArrival() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            names.add(deliver("m" + i));
        }
        names.sort(MaildirFileName::compareArrival);

        assertThat(folder.messages()).extracting(MaildirMessage::base).containsExactlyElementsOf(names);
        assertThat(uids(folder))
                .containsExactlyElementsOf(
                        Stream.iterate(1L, i -> i + 1).limit(20).toList());
        assertThat(changes).singleElement().satisfies(c -> assertThat(c.added()).hasSize(20));
    }

    @Test
    void uidsShouldSurviveARestart() throws IOException {
        String first = deliver("1");
        folder.refresh();
        deliver("2");
        folder.refresh();
        Files.delete(root.resolve("new/" + first));
        folder.refresh();

        MaildirFolder again = open();
        assertThat(uids(again)).containsExactly(2L);
        assertThat(again.uidValidity()).isEqualTo(42);
        assertThat(again.guid()).isEqualTo(folder.guid());
        assertThat(again.nextUid()).isEqualTo(3);
    }

    @Test
    void flagsThatAnotherProgramChangesShouldBeSeen() throws IOException {
        String name = deliver("1");
        MaildirMessage message = folder.messages().getFirst();
        changes.clear();

        Files.move(root.resolve("new/" + name), root.resolve("cur/" + name + ":2,FS"));

        assertThat(new String(folder.open(message).readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("Subject: x\r\n\r\n1\r\n");
        assertThat(folder.messages().getFirst().letters()).isEqualTo("FS");
        assertThat(changes).singleElement().satisfies(c -> assertThat(c.flags()).hasSize(1));
    }

    @Test
    void flagsShouldBeChangedEvenIfAnotherProgramHasRenamedTheFile() throws IOException {
        String name = deliver("1");
        List<MaildirMessage> seen = folder.messages();
        Files.move(root.resolve("new/" + name), root.resolve("cur/" + name + ":2,F"));

        folder.changeFlags(seen, old -> new FlagSet("S", false));

        assertThat(root.resolve("cur/" + name + ":2,S")).exists();
    }

    @Test
    void aMessageThatIsGoneShouldBeReportedOnce() throws IOException {
        String name = deliver("1");
        folder.refresh();
        changes.clear();

        Files.delete(root.resolve("new/" + name));
        folder.refresh();
        folder.refresh();

        assertThat(changes).singleElement().satisfies(c -> assertThat(c.removed())
                .hasSize(1));
    }

    @Test
    void aDamagedLineShouldCostNoMessage() throws IOException {
        append("a: b\r\n\r\n1\r\n", "");
        append("a: b\r\n\r\n2\r\n", "S");
        append("a: b\r\n\r\n3\r\n", "");
        Path list = root.resolve(UidList.FILE);
        String text = Files.readString(list);
        Files.writeString(list, text.replaceFirst("(?m)^2 .*$", "\0\0garbage"));

        MaildirFolder again = open();
        assertThat(uids(again)).containsExactly(1L, 3L, 4L);
        assertThat(again.uidValidity()).isEqualTo(42);
        assertThat(Files.readString(list)).doesNotContain("garbage");
    }

    @Test
    void aDamagedHeaderShouldCostNoMessageAndBeToldByUidValidity() throws IOException {
        append("a: b\r\n\r\n1\r\n", "");
        append("a: b\r\n\r\n2\r\n", "S");
        Files.writeString(root.resolve(UidList.FILE), "3 Vnonsense\n5 :x\n");

        MaildirFolder again = open();
        assertThat(uids(again)).containsExactly(1L, 2L);
        assertThat(again.uidValidity()).isNotEqualTo(42).isPositive();
        assertThat(UidList.readHeader(root)).isNotNull();
    }

    @Test
    void aHeaderThatIsDamagedWhileOpenShouldBeRestored() throws IOException {
        append("a: b\r\n\r\n1\r\n", "");
        folder.refresh();
        Files.writeString(root.resolve(UidList.FILE), "");
        append("a: b\r\n\r\n2\r\n", "");

        MaildirFolder again = open();
        assertThat(uids(again)).containsExactly(1L, 2L);
        assertThat(again.uidValidity()).isEqualTo(42);
    }

    @Test
    void theSizeShouldBeWhatAReaderGets() throws IOException {
        deliver("one\ntwo\r\nthree\rfour");
        MaildirMessage message = folder.messages().getFirst();

        assertThat(folder.virtualSize(message)).isEqualTo(folder.open(message).readAllBytes().length);
        folder.saveSizes();
        assertThat(Files.readString(root.resolve(UidList.FILE))).contains("1 W" + message.virtualSize() + " :");
    }

    @Test
    void appendedContentShouldComeBackUnchanged() throws IOException {
        String content = "Subject: x\r\n\r\nline\r\n\rnot a line end\r\nlast";
        MaildirMessage message = append(content, "Sa");

        assertThat(new String(folder.open(message).readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo(content);
        assertThat(folder.virtualSize(message)).isEqualTo(content.length());
        assertThat(folder.receivedMillis(message)).isEqualTo(1_600_000_000_000L);
        assertThat(Files.readString(root.resolve("cur/" + message.base() + ":2,Sa")))
                .isEqualTo(content.replace("\r\n", "\n"));
    }

    @Test
    void copiesShouldShareTheIdButNotTheUid() throws IOException {
        MaildirMessage message = append("a: b\r\n\r\n1\r\n", "S");

        MaildirFolder other = new MaildirFolder(root.resolve(".other"), (f, c) -> {});
        other.create(7);
        MaildirMessage copy = other.copyFrom(folder, message, new FlagSet("S", true), Instant.now());
        MaildirMessage twice = folder.copyFrom(folder, message, new FlagSet("S", true), Instant.now());

        assertThat(copy.id()).isEqualTo(message.id());
        assertThat(twice.uid()).isEqualTo(2);
        assertThat(uids(folder)).containsExactly(1L, 2L);
        MaildirMessage moved = other.moveFrom(folder, twice, new FlagSet("", true), Instant.now());
        assertThat(moved.uid()).isEqualTo(2);
        assertThat(uids(folder)).containsExactly(1L);
    }

    @Test
    void theTwentySeventhKeywordShouldBeRefused() throws IOException {
        for (int i = 0; i < 26; i++) {
            assertThat(folder.keywordLetter("key" + i)).isEqualTo((char) ('a' + i));
        }
        assertThat(folder.keywordLetter("KEY3")).isEqualTo('d');
        assertThatThrownBy(() -> folder.keywordLetter("one-too-many")).isInstanceOf(TooManyKeywordsException.class);
    }

    @Test
    void aLockOfADeadProcessShouldBeBroken() throws IOException {
        Files.writeString(root.resolve(UidList.FILE + ".lock"), "4194305:" + MaildirNames.HOSTNAME);

        deliver("1");

        assertThat(uids(folder)).containsExactly(1L);
        assertThat(root.resolve(UidList.FILE + ".lock")).doesNotExist();
    }

    @Test
    void movingShouldNotLookLikeAnExpungeToWhoeverLooksMeanwhile() throws Exception {
        MaildirFolder target = new MaildirFolder(root.resolve(".Archive"), (f, c) -> {});
        target.create(43);
        List<MaildirMessage> messages = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            messages.add(append("m" + i, ""));
        }
        AtomicBoolean moving = new AtomicBoolean(true);
        CompletableFuture<Void> watcher = CompletableFuture.runAsync(() -> {
            while (moving.get()) {
                try {
                    folder.refresh();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        for (MaildirMessage message : messages) {
            target.moveFrom(folder, message, new FlagSet("", false), Instant.now());
        }
        moving.set(false);
        watcher.get(10, TimeUnit.SECONDS);

        assertThat(folder.messages()).isEmpty();
        assertThat(target.messages()).hasSize(300);
        assertThat(changes).isEmpty();
    }

    @Test
    void messagesShouldMoveBetweenTwoFoldersInBothDirectionsAtOnce() throws Exception {
        MaildirFolder other = new MaildirFolder(root.resolve(".Archive"), (f, c) -> {});
        other.create(43);
        List<MaildirMessage> here = List.of(append("a", ""), append("b", ""), append("c", ""));
        List<MaildirMessage> there = new ArrayList<>();
        for (MaildirMessage message : here) {
            there.add(other.copyFrom(folder, message, new FlagSet("", false), Instant.now()));
        }
        CompletableFuture<Void> back = CompletableFuture.runAsync(() -> moveAll(there, other, folder));
        moveAll(here, folder, other);
        back.get(10, TimeUnit.SECONDS);

        assertThat(folder.messages()).hasSize(3);
        assertThat(other.messages()).hasSize(3);
    }

    private static void moveAll(List<MaildirMessage> messages, MaildirFolder from, MaildirFolder to) {
        try {
            for (MaildirMessage message : messages) {
                to.moveFrom(from, message, new FlagSet("", false), Instant.now());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
