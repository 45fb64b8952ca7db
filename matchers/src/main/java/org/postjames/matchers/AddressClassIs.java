package org.postjames.matchers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.config.ValueSyntax;
import org.postjames.rewrite.AddressClass;
import org.postjames.rewrite.AddressResolver;
import org.postjames.table.TableUnavailableException;

/**
 * The recipients of an address class, or of one of several: {@code local}, {@code virtual_alias}, {@code virtual_mailbox}, {@code relay}, {@code default}. A
 * word that begins with a slash is the configuration directory.
 *
 * <pre>{@code <mailet match="org.postjames.matchers.AddressClassIs=local, virtual_mailbox /etc/postfix" class="org.apache.james.transport.mailets.Null"/>}</pre>
 */
public final class AddressClassIs extends PostfixMatcher {
    private final Set<AddressClass> wanted = EnumSet.noneOf(AddressClass.class);
    private @Nullable AddressResolver resolver;

    @Override
    void open(String condition) throws ConfigurationException {
        String directory = "";
        for (String word : ValueSyntax.list(condition)) {
            if (word.startsWith("/")) {
                directory = word;
            } else {
                wanted.add(AddressClass.valueOf(word.toUpperCase(Locale.ROOT)));
            }
        }
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("no address class in \"" + condition + "\"");
        }
        PostfixConfig config = config(directory, "mydestination");
        resolver = new AddressResolver(config, tables(config));
    }

    @Override
    Collection<MailAddress> matching(Mail mail) throws TableUnavailableException {
        List<MailAddress> found = new ArrayList<>();
        for (MailAddress recipient : mail.getRecipients()) {
            AddressClass its = Objects.requireNonNull(resolver)
                    .resolve(Address.NULL, address(recipient))
                    .addressClass();
            if (wanted.contains(its)) {
                found.add(recipient);
            }
        }
        return found;
    }
}
