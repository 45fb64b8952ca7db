package org.postjames.delivery;

import java.util.List;
import org.postjames.mailbox.MaildirWriter;

/**
 * What local(8) works with.
 *
 * @param aliases {@code alias_maps}, in order
 */
public record LocalSettings(
        List<AliasTable> aliases,
        Routing routing,
        Forwarding forwarding,
        UserDatabase users,
        UserRights rights,
        MaildirWriter maildirs,
        LocalTransports transports,
        StatusFilter filter) {}
