package org.postjames.mailbox.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;
import org.postjames.mailbox.FileOwner;
import org.postjames.mailbox.MaildirEvents;
import org.postjames.mailbox.MaildirWriter;
import org.postjames.mailbox.maildir.MaildirFolder.FlagSet;

/** The same Maildir in turn under Dovecot and under us: UIDs, flags and keywords stay. */
class DovecotCompatibilityTest {
    private static final String MESSAGE = "From: a@example.org\nSubject: x\n\nhello\n";

    @TempDir
    Path root;

    private Dovecot dovecot;
    private MaildirTree tree;

    @BeforeEach
    void setUp() throws IOException {
        Comparison.needs(Dovecot.isInstalled(), "Dovecot is not installed (Debian: apt-get install dovecot-imapd)");
        dovecot = new Dovecot(root);
        tree = new MaildirTree(dovecot.maildir(), (f, c) -> {});
    }

    private MaildirFolder folder(String name) throws IOException {
        return tree.folder(tree.find(name).orElseThrow());
    }

    private List<String> ours(String name) throws IOException {
        MaildirFolder folder = folder(name);
        return folder.messages().stream().map(m -> m.uid() + " " + m.letters()).toList();
    }

    private void append(MaildirFolder folder, String letters) throws IOException {
        byte[] content = MESSAGE.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
        folder.add(
                MaildirNames.next(),
                new ByteArrayInputStream(content),
                new FlagSet(letters, false),
                System.currentTimeMillis(),
                Instant.now());
    }

    @Test
    void weShouldKeepWhatDovecotHasNumbered() throws Exception {
        for (int i = 0; i < 5; i++) {
            dovecot.run(MESSAGE, "save", "-m", "INBOX");
        }
        dovecot.run("", "expunge", "mailbox", "INBOX", "uid", "2");
        dovecot.run("", "flags", "add", "\\Seen", "mailbox", "INBOX", "uid", "3");
        dovecot.run("", "flags", "add", "\\Flagged $Work", "mailbox", "INBOX", "uid", "5");

        assertThat(ours("INBOX")).containsExactly("1 ", "3 S", "4 ", "5 Fa");
        assertThat(folder("INBOX").keywords()).containsExactly("$Work");
        assertThat(folder("INBOX").virtualSize(folder("INBOX").messages().getFirst()))
                .isEqualTo(MESSAGE.length() + 4);
        String status = dovecot.run("", "-f", "tab", "mailbox", "status", "uidvalidity uidnext guid", "INBOX");
        assertThat(status)
                .contains(folder("INBOX").nextUid() + "\t" + folder("INBOX").uidValidity() + "\t"
                        + folder("INBOX").guid());
    }

    @Test
    void dovecotShouldKeepWhatWeHaveNumbered() throws Exception {
        MaildirTree.Entry inbox = tree.create("INBOX", 4711);
        MaildirFolder folder = tree.folder(inbox);
        for (int i = 0; i < 5; i++) {
            append(folder, "");
        }
        folder.delete(List.of(2L));
        char work = folder.keywordLetter("$Work");
        folder.changeFlags(folder.messages(3, 3), old -> new FlagSet("FS" + work, false));

        int size = MESSAGE.length() + 4;
        assertThat(dovecot.fetch("INBOX"))
                .containsExactly("1  " + size, "3 \\Flagged \\Seen $Work " + size, "4  " + size, "5  " + size);
        String status = dovecot.run("", "-f", "tab", "mailbox", "status", "uidvalidity uidnext guid", "INBOX");
        assertThat(status).contains("6\t4711\t" + inbox.guid());
    }

    @Test
    void bothShouldAgreeWhenTheyTakeTurns() throws Exception {
        Integer uid = (Integer) Files.getAttribute(dovecot.maildir(), "unix:uid");
        MaildirFolder folder = tree.folder(tree.create("INBOX", 4711));
        MaildirWriter writer = new MaildirWriter("host", Clock.systemUTC(), MaildirEvents.NONE);
        byte[] content = MESSAGE.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 5; i++) {
            writer.deliver(dovecot.maildir(), new byte[0], out -> out.write(content), new FileOwner(uid, uid), 0);
            if (i % 2 == 0) {
                folder.refresh();
            }
            dovecot.run(MESSAGE, "save", "-m", "INBOX");
            append(folder, "S");
            dovecot.run("", "flags", "add", "\\Answered", "mailbox", "INBOX", "uid", String.valueOf(3 * i + 1));
            folder.changeFlags(folder.messages(3L * i + 2, 3L * i + 2), old -> new FlagSet("F", false));
        }
        List<String> theirs = dovecot.fetch("INBOX").stream()
                .map(line -> line.replace("\\Answered", "R")
                        .replace("\\Flagged", "F")
                        .replace("\\Seen", "S")
                        .replace("\\Recent", ""))
                .map(line -> line.substring(0, line.lastIndexOf(' ')).replaceAll(" +", " "))
                .map(line -> line.endsWith(" ") || line.contains(" ") ? line : line + " ")
                .toList();

        assertThat(ours("INBOX")).hasSize(15).containsExactlyElementsOf(theirs);
    }

    @Test
    void foldersAndSubscriptionsShouldBeShared() throws Exception {
        dovecot.run("", "mailbox", "create", "-s", "Entwürfe", "a.b");
        tree.create("Gelöscht & mehr", 5);
        SubscriptionFile subscriptions = new SubscriptionFile(dovecot.maildir());

        assertThat(tree.list().stream().map(MaildirTree.Entry::name)).contains("Entwürfe", "a.b", "Gelöscht & mehr");
        assertThat(subscriptions.names()).containsExactlyInAnyOrder("Entwürfe", "a.b");
        subscriptions.add("Gelöscht & mehr");
        subscriptions.remove("a.b");
        assertThat(dovecot.run("", "mailbox", "list").lines()).contains("Entwürfe", "a.b", "Gelöscht & mehr");
        assertThat(dovecot.run("", "mailbox", "list", "-s").lines())
                .containsExactlyInAnyOrder("Entwürfe", "Gelöscht & mehr");
    }
}
