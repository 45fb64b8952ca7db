package org.postjames.matchers;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ConfigurationException;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.table.NetworkList;
import org.postjames.table.TableUnavailableException;

/**
 * All recipients, if the client's address is in {@code mynetworks}. The condition is a configuration directory, or the value of mynetworks itself.
 *
 * <pre>{@code <mailet match="org.postjames.matchers.ClientInMynetworks=127.0.0.0/8 [::1]/128" class="org.apache.james.transport.mailets.Null"/>}</pre>
 */
public final class ClientInMynetworks extends PostfixMatcher {
    private @Nullable NetworkList mynetworks;

    @Override
    void open(String condition) throws ConfigurationException {
        PostfixConfig config = config(condition, "mynetworks");
        mynetworks = new NetworkList("mynetworks", config.get(GlobalParameters.MYNETWORKS), config, tables(config));
    }

    @Override
    Collection<MailAddress> matching(Mail mail) throws TableUnavailableException {
        return Objects.requireNonNull(mynetworks).matchesAddress(mail.getRemoteAddr())
                ? mail.getRecipients()
                : List.of();
    }
}
