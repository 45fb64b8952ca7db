package org.postjames.mailets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.postjames.config.PostfixConfig;
import org.postjames.rewrite.RelocatedUsers;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * Returns mail for recipients that {@code relocated_maps} knows, with {@code 5.1.6 User has moved to} and the new place; the other recipients go on.
 *
 * <pre>{@code
 * <mailet match="All" class="org.postjames.mailets.Relocated">
 *   <relocated_maps>inline:{{anna@example.com = anna@example.org}}</relocated_maps>
 *   <mydestination>example.com</mydestination>
 * </mailet>
 * }</pre>
 */
public final class Relocated extends PostfixMailet {
    private @Nullable RelocatedUsers relocated;

    @Override
    void open(PostfixConfig config, Tables opened) {
        relocated = new RelocatedUsers(config, opened);
    }

    @Override
    void apply(Mail mail) throws MessagingException, TableUnavailableException {
        RelocatedUsers table = java.util.Objects.requireNonNull(relocated);
        List<MailAddress> stay = new ArrayList<>();
        Map<MailAddress, String> moved = new LinkedHashMap<>();
        for (MailAddress recipient : mail.getRecipients()) {
            Optional<String> reason = table.reason(address(recipient));
            if (reason.isPresent()) {
                moved.put(recipient, reason.get());
            } else {
                stay.add(recipient);
            }
        }
        for (Map.Entry<MailAddress, String> entry : moved.entrySet()) {
            mail.setRecipients(List.of(entry.getKey()));
            getMailetContext().bounce(mail, "<" + entry.getKey().asString() + ">: " + entry.getValue());
        }
        mail.setRecipients(stay);
        if (stay.isEmpty()) {
            mail.setState(Mail.GHOST);
        }
    }
}
