package org.postjames.matchers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ConfigurationException;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.table.DomainList;
import org.postjames.table.TableUnavailableException;

/**
 * The recipients whose domain is in {@code relay_domains}. The condition is a configuration directory, or the value of relay_domains itself.
 *
 * <pre>{@code <mailet match="org.postjames.matchers.RecipientInRelayDomains=example.com, example.org" class="org.apache.james.transport.mailets.Null"/>}</pre>
 */
public final class RecipientInRelayDomains extends PostfixMatcher {
    private @Nullable DomainList relayDomains;

    @Override
    void open(String condition) throws ConfigurationException {
        PostfixConfig config = config(condition, "relay_domains");
        relayDomains =
                new DomainList("relay_domains", config.get(GlobalParameters.RELAY_DOMAINS), config, tables(config));
    }

    @Override
    Collection<MailAddress> matching(Mail mail) throws TableUnavailableException {
        List<MailAddress> found = new ArrayList<>();
        for (MailAddress recipient : mail.getRecipients()) {
            if (Objects.requireNonNull(relayDomains).matches(address(recipient).domain())) {
                found.add(recipient);
            }
        }
        return found;
    }
}
