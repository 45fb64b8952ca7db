package org.postjames.mailbox.james;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.mail.Flags;
import javax.mail.Flags.Flag;
import org.jspecify.annotations.Nullable;
import org.postjames.mailbox.maildir.MaildirFolder;
import org.postjames.mailbox.maildir.MaildirFolder.FlagSet;
import org.postjames.mailbox.maildir.MaildirMessage;

/** IMAP flags as the letters of Maildir file names, and back. Keywords are lower case letters. */
final class FlagLetters {
    private FlagLetters() {}

    static Flags flags(MaildirMessage message, List<@Nullable String> keywords) {
        return flags(message.letters(), message.recent(), keywords);
    }

    static Flags flags(String letters, boolean recent, List<@Nullable String> keywords) {
        Flags flags = new Flags();
        if (recent) {
            flags.add(Flag.RECENT);
        }
        for (int i = 0; i < letters.length(); i++) {
            char c = letters.charAt(i);
            switch (c) {
                case 'D' -> flags.add(Flag.DRAFT);
                case 'F' -> flags.add(Flag.FLAGGED);
                case 'R' -> flags.add(Flag.ANSWERED);
                case 'S' -> flags.add(Flag.SEEN);
                case 'T' -> flags.add(Flag.DELETED);
                default -> {
                    String keyword = c >= 'a' && c - 'a' < keywords.size() ? keywords.get(c - 'a') : null;
                    if (keyword != null) {
                        flags.add(keyword);
                    }
                }
            }
        }
        return flags;
    }

    /**
     * @param before the letters until now: those that mean nothing to us stay
     */
    static FlagSet letters(Flags flags, String before, MaildirFolder folder) throws IOException {
        TreeSet<Character> letters = new TreeSet<>();
        for (int i = 0; i < before.length(); i++) {
            char c = before.charAt(i);
            if (c >= 'A' && c <= 'Z' && "DFRST".indexOf(c) < 0) {
                letters.add(c);
            }
        }
        addIf(letters, flags.contains(Flag.DRAFT), 'D');
        addIf(letters, flags.contains(Flag.FLAGGED), 'F');
        addIf(letters, flags.contains(Flag.ANSWERED), 'R');
        addIf(letters, flags.contains(Flag.SEEN), 'S');
        addIf(letters, flags.contains(Flag.DELETED), 'T');
        for (String keyword : flags.getUserFlags()) {
            letters.add(folder.keywordLetter(keyword));
        }
        StringBuilder text = new StringBuilder(letters.size());
        letters.forEach(text::append);
        return new FlagSet(text.toString(), flags.contains(Flag.RECENT));
    }

    private static void addIf(Set<Character> letters, boolean set, char letter) {
        if (set) {
            letters.add(letter);
        }
    }
}
