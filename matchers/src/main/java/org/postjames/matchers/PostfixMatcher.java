package org.postjames.matchers;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext.LogLevel;
import org.apache.mailet.base.GenericMatcher;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.rewrite.EmbeddedSettings;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * A matcher that asks Postfix's lists. When a table cannot answer, matching fails with a {@link MessagingException}, so that the mail is kept and never taken for one
 * that does not match.
 */
abstract class PostfixMatcher extends GenericMatcher {
    private Optional<Tables> tables = Optional.empty();

    @Override
    public final void init() throws MessagingException {
        String condition = Optional.ofNullable(getCondition()).orElse("").strip();
        try {
            open(condition);
        } catch (ConfigurationException | IllegalArgumentException e) {
            throw new MessagingException(getMatcherName() + ": " + e.getMessage(), e);
        }
    }

    abstract void open(String condition) throws ConfigurationException;

    abstract Collection<MailAddress> matching(Mail mail) throws TableUnavailableException;

    @Override
    public final Collection<MailAddress> match(Mail mail) throws MessagingException {
        try {
            return matching(mail);
        } catch (TableUnavailableException e) {
            throw new MessagingException(getMatcherName() + ": " + e.getMessage(), e);
        }
    }

    /** Settings from a directory (a text that begins with a slash), from one parameter's value, or (an empty text) from the host's Postfix. */
    static PostfixConfig config(String text, String parameter) throws ConfigurationException {
        if (text.isEmpty() || (text.startsWith("/") && text.indexOf(' ') < 0 && text.indexOf(',') < 0)) {
            return EmbeddedSettings.load(text.isEmpty() ? Optional.empty() : Optional.of(text), Map.of());
        }
        return EmbeddedSettings.load(Optional.empty(), Map.of(parameter, text));
    }

    final Tables tables(PostfixConfig config) {
        Tables opened =
                Tables.of(config, text -> getMailetContext().log(LogLevel.WARN, getMatcherName() + ": " + text), true);
        tables = Optional.of(opened);
        return opened;
    }

    static Address address(MailAddress address) {
        return Address.of(AddressSyntax.unquote822(address.asString()));
    }

    @Override
    public void destroy() {
        tables.ifPresent(Tables::close);
    }
}
