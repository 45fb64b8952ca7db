package org.postjames.mailets;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.address.Token;
import org.postjames.config.PostfixConfig;
import org.postjames.rewrite.CanonicalAddresses.Role;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * Replaces recipients and the addresses of headers by what {@code canonical_maps}, {@code sender_canonical_maps} and {@code recipient_canonical_maps} say.
 *
 * <pre>{@code
 * <mailet match="All" class="org.postjames.mailets.CanonicalAddresses">
 *   <canonical_maps>inline:{{anna@example.com = Anna.Adam@example.com}}</canonical_maps>
 *   <mydestination>example.com</mydestination>
 * </mailet>
 * }</pre>
 */
// Postfix differs: the envelope sender stays as it is, because James's Mail has no way to change it
public final class CanonicalAddresses extends PostfixMailet {
    private static final List<String> SENDER_HEADERS =
            List.of("From", "Sender", "Reply-To", "Errors-To", "Resent-From", "Resent-Sender", "Resent-Reply-To");
    private static final List<String> RECIPIENT_HEADERS =
            List.of("To", "Cc", "Bcc", "Apparently-To", "Resent-To", "Resent-Cc", "Resent-Bcc");

    private org.postjames.rewrite.@Nullable CanonicalAddresses canonical;

    @Override
    void open(PostfixConfig config, Tables opened) {
        canonical = new org.postjames.rewrite.CanonicalAddresses(config, opened);
    }

    @Override
    void apply(Mail mail) throws MessagingException, TableUnavailableException {
        org.postjames.rewrite.CanonicalAddresses tables = Objects.requireNonNull(canonical);
        List<Address> recipients = new ArrayList<>();
        for (MailAddress recipient : mail.getRecipients()) {
            recipients.add(tables.map(address(recipient), Role.ENVELOPE_RECIPIENT));
        }
        MimeMessage message = mail.getMessage();
        boolean changed = message != null && headers(message, SENDER_HEADERS, Role.HEADER_SENDER, tables);
        changed |= message != null && headers(message, RECIPIENT_HEADERS, Role.HEADER_RECIPIENT, tables);
        if (changed) {
            message.saveChanges();
        }
        recipients(mail, recipients);
    }

    private static boolean headers(
            MimeMessage message, List<String> names, Role role, org.postjames.rewrite.CanonicalAddresses tables)
            throws MessagingException, TableUnavailableException {
        boolean changed = false;
        for (String name : names) {
            String[] values = message.getHeader(name);
            if (values == null) {
                continue;
            }
            boolean changedHere = false;
            for (int i = 0; i < values.length; i++) {
                String mapped = header(values[i], role, tables);
                changedHere |= !mapped.equals(values[i]);
                values[i] = mapped;
            }
            if (changedHere) {
                message.removeHeader(name);
                for (String value : values) {
                    message.addHeader(name, value);
                }
                changed = true;
            }
        }
        return changed;
    }

    /** The same text if no address changed. */
    private static String header(String text, Role role, org.postjames.rewrite.CanonicalAddresses tables)
            throws TableUnavailableException {
        List<Token> tokens = new ArrayList<>(AddressSyntax.parse(text));
        boolean changed = false;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).kind() == Token.Kind.ADDRESS) {
                Address old = Address.of(
                        AddressSyntax.internalizeAddress(tokens.get(i).parts()));
                Address mapped = tables.map(old, role);
                if (!mapped.equals(old)) {
                    tokens.set(i, Token.address(AddressSyntax.scan(AddressSyntax.quote822(mapped))));
                    changed = true;
                }
            }
        }
        return changed ? AddressSyntax.externalize(tokens) : text;
    }
}
