package org.postjames.mailbox.james;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.james.mailbox.model.MessageId;
import org.postjames.mailbox.maildir.MaildirNames;

/** A message by the unique part of its file name, which copies in other folders share. */
public record MaildirMessageId(String name) implements MessageId {
    /** Makes the names of files to come. */
    public static final class Factory implements MessageId.Factory {
        @Override
        public MaildirMessageId fromString(String serialized) {
            return new MaildirMessageId(new String(HexFormat.of().parseHex(serialized), StandardCharsets.UTF_8));
        }

        @Override
        public MaildirMessageId generate() {
            return new MaildirMessageId(MaildirNames.next());
        }
    }

    @Override
    public String serialize() {
        return HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isSerializable() {
        return true;
    }

    @Override
    public String toString() {
        return serialize();
    }
}
