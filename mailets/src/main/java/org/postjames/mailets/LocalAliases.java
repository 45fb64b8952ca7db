package org.postjames.mailets;

import java.util.ArrayList;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.rewrite.LocalAliasTable;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * Replaces each recipient in {@code mydestination} by what {@code alias_maps} says. An alias with a command, a file or an include list stays as it is: only the
 * local delivery agent may run or write something.
 *
 * <pre>{@code
 * <mailet match="All" class="org.postjames.mailets.LocalAliases">
 *   <alias_maps>inline:{{root = anna, bert}}</alias_maps>
 *   <mydestination>example.com</mydestination>
 *   <myorigin>example.com</myorigin>
 * </mailet>
 * }</pre>
 */
public final class LocalAliases extends PostfixMailet {
    private @Nullable LocalAliasTable aliases;

    @Override
    void open(PostfixConfig config, Tables opened) {
        aliases = new LocalAliasTable(config, opened);
    }

    @Override
    void apply(Mail mail) throws MessagingException, TableUnavailableException {
        LocalAliasTable table = java.util.Objects.requireNonNull(aliases);
        List<Address> recipients = new ArrayList<>();
        for (MailAddress recipient : mail.getRecipients()) {
            recipients.addAll(table.expand(address(recipient)));
        }
        recipients(mail, recipients);
    }
}
