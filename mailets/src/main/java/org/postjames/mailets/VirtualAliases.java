package org.postjames.mailets;

import java.util.ArrayList;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.rewrite.VirtualAliasLoopException;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * Replaces each recipient by what {@code virtual_alias_maps} says, as cleanup(8) does.
 *
 * <pre>{@code
 * <mailet match="All" class="org.postjames.mailets.VirtualAliases">
 *   <virtual_alias_maps>inline:{info@example.com=anna@example.com}</virtual_alias_maps>
 *   <mydestination>localhost</mydestination>
 * </mailet>
 * }</pre>
 */
public final class VirtualAliases extends PostfixMailet {
    private org.postjames.rewrite.@Nullable VirtualAliases aliases;

    @Override
    void open(PostfixConfig config, Tables opened) {
        aliases = new org.postjames.rewrite.VirtualAliases(config, opened);
    }

    @Override
    void apply(Mail mail) throws MessagingException, TableUnavailableException {
        org.postjames.rewrite.VirtualAliases expansion = java.util.Objects.requireNonNull(aliases);
        List<Address> recipients = new ArrayList<>();
        try {
            for (MailAddress recipient : mail.getRecipients()) {
                recipients.addAll(expansion.expand(address(recipient)));
            }
        } catch (VirtualAliasLoopException e) {
            defer(mail, String.valueOf(e.getMessage()));
            return;
        }
        recipients(mail, recipients);
    }
}
