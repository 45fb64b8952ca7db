package org.postjames.mailbox.james;

import java.io.IOException;
import java.util.List;
import org.apache.james.core.Username;
import org.apache.james.mailbox.exception.SubscriptionException;
import org.apache.james.mailbox.store.user.SubscriptionMapper;
import org.apache.james.mailbox.store.user.model.Subscription;
import org.postjames.mailbox.maildir.SubscriptionFile;

/** Subscriptions in Dovecot's {@code subscriptions} file. */
final class MaildirSubscriptionMapper implements SubscriptionMapper {
    private final MaildirStore store;

    MaildirSubscriptionMapper(MaildirStore store) {
        this.store = store;
    }

    private SubscriptionFile file(Username user) {
        return new SubscriptionFile(store.tree(user).root(), store.tree(user).rights());
    }

    @Override
    public void save(Subscription subscription) throws SubscriptionException {
        try {
            file(subscription.getUser()).add(subscription.getMailbox());
        } catch (IOException e) {
            throw new SubscriptionException(e);
        }
    }

    @Override
    public List<Subscription> findSubscriptionsForUser(Username user) throws SubscriptionException {
        try {
            return file(user).names().stream()
                    .map(name -> new Subscription(user, name))
                    .toList();
        } catch (IOException e) {
            throw new SubscriptionException(e);
        }
    }

    @Override
    public void delete(Subscription subscription) throws SubscriptionException {
        try {
            file(subscription.getUser()).remove(subscription.getMailbox());
        } catch (IOException e) {
            throw new SubscriptionException(e);
        }
    }
}
