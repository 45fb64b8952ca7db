package org.postjames.mailbox.james;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.james.core.Username;
import org.apache.james.mailbox.model.MailboxId;

/**
 * A mailbox by its owner and the GUID in its uidlist: the same after a rename. As text: {@code guid-user}, the user in
 * hexadecimal, because RFC 8474 allows only letters, digits, {@code _} and {@code -}.
 */
public record MaildirMailboxId(Username user, String guid) implements MailboxId {
    /** Reads what {@link #serialize()} wrote. */
    public static final class Factory implements MailboxId.Factory {
        @Override
        public MaildirMailboxId fromString(String serialized) {
            int dash = serialized.indexOf('-');
            if (dash < 0) {
                throw new IllegalArgumentException("not a mailbox id: " + serialized);
            }
            byte[] user = HexFormat.of().parseHex(serialized.substring(dash + 1));
            return new MaildirMailboxId(
                    Username.of(new String(user, StandardCharsets.UTF_8)), serialized.substring(0, dash));
        }
    }

    @Override
    public String serialize() {
        return guid + "-" + HexFormat.of().formatHex(user.asString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return serialize();
    }
}
