package org.postjames.mailets;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext.LogLevel;
import org.apache.mailet.base.GenericMailet;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.rewrite.EmbeddedSettings;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * A mailet that asks Postfix tables. Parameters: {@code configDirectory}, a Postfix configuration directory, and any main.cf parameter by its name, which wins.
 * A parameter that neither is refuses to start. When a table cannot answer, the mail comes back to the same processor after five minutes.
 */
abstract class PostfixMailet extends GenericMailet {
    private static final String DIRECTORY = "configDirectory";
    private static final long RETRY_SECONDS = 300;

    private Optional<Tables> tables = Optional.empty();

    @Override
    public final void init() throws MessagingException {
        Map<String, String> settings = new HashMap<>();
        Set<String> allowed = new HashSet<>();
        for (Iterator<String> names = getInitParameterNames(); names.hasNext(); ) {
            String name = names.next();
            if (org.postjames.config.ParameterTable.find(name).isPresent()) {
                settings.put(name, getInitParameter(name));
                allowed.add(name);
            }
        }
        allowed.add(DIRECTORY);
        checkInitParameters(allowed);
        try {
            PostfixConfig config = EmbeddedSettings.load(getInitParameterAsOptional(DIRECTORY), settings);
            Tables opened = Tables.of(
                    config, text -> getMailetContext().log(LogLevel.WARN, getMailetName() + ": " + text), true);
            tables = Optional.of(opened);
            open(config, opened);
        } catch (ConfigurationException | IllegalArgumentException e) {
            throw new MessagingException(getMailetName() + ": " + e.getMessage(), e);
        }
    }

    abstract void open(PostfixConfig config, Tables opened);

    /** Does the work. */
    abstract void apply(Mail mail) throws MessagingException, TableUnavailableException;

    @Override
    public final void service(Mail mail) throws MessagingException {
        try {
            apply(mail);
        } catch (TableUnavailableException e) {
            defer(mail, String.valueOf(e.getMessage()));
        }
    }

    /** The mail is tried again later; this copy of it ends here. */
    final void defer(Mail mail, String reason) throws MessagingException {
        getMailetContext().log(LogLevel.WARN, getMailetName() + ": " + mail.getName() + " deferred: " + reason);
        getMailetContext().sendMail(mail, mail.getState(), RETRY_SECONDS, TimeUnit.SECONDS);
        mail.setState(Mail.GHOST);
    }

    /** New recipients; a mail without any ends here. */
    static void recipients(Mail mail, List<Address> addresses) throws MessagingException {
        Collection<MailAddress> recipients = new LinkedHashSet<>();
        for (Address address : addresses) {
            recipients.add(mailAddress(address));
        }
        mail.setRecipients(recipients);
        if (recipients.isEmpty()) {
            mail.setState(Mail.GHOST);
        }
    }

    static MailAddress mailAddress(Address address) throws MessagingException {
        return new MailAddress(AddressSyntax.quote821(address));
    }

    static Address address(MailAddress address) {
        return Address.of(AddressSyntax.unquote822(address.asString()));
    }

    @Override
    public void destroy() {
        tables.ifPresent(Tables::close);
    }
}
