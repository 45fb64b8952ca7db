package org.postjames.mailbox.james;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.apache.james.events.Event;
import org.apache.james.events.EventBus;
import org.apache.james.events.EventBusName;
import org.apache.james.events.EventListener;
import org.apache.james.events.Group;
import org.apache.james.events.GroupAlreadyRegistered;
import org.apache.james.events.Registration;
import org.apache.james.events.RegistrationKey;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * An event bus that has a {@link MaildirWatcher} watch the mailboxes that somebody listens to: the selected ones. It also
 * keeps James's in-memory bus from walking its list of listeners while another thread changes it.
 */
public final class WatchingEventBus implements EventBus {
    private final EventBus bus;
    private final MaildirWatcher watcher;
    private final ReentrantReadWriteLock listeners = new ReentrantReadWriteLock();

    public WatchingEventBus(EventBus bus, MaildirWatcher watcher) {
        this.bus = bus;
        this.watcher = watcher;
        watcher.publishThrough(this);
    }

    @Override
    public Publisher<Registration> register(EventListener.ReactiveEventListener listener, RegistrationKey key) {
        return Mono.defer(() -> changing(() -> bus.register(listener, key))).map(registration -> {
            if (key instanceof MailboxIdRegistrationKey mailbox) {
                watcher.selected(mailbox.getMailboxId());
            }
            return () -> unregister(registration, key);
        });
    }

    private Mono<Void> unregister(Registration registration, RegistrationKey key) {
        return Mono.defer(() -> changing(registration::unregister)).doFinally(signal -> {
            if (key instanceof MailboxIdRegistrationKey mailbox) {
                watcher.deselected(mailbox.getMailboxId());
            }
        });
    }

    /** The in-memory bus changes its list when subscribed to, and completes at once. */
    private <T> Mono<T> changing(Supplier<Publisher<T>> change) {
        listeners.writeLock().lock();
        try {
            CompletableFuture<T> done = Mono.from(change.get()).toFuture();
            return Mono.fromFuture(done);
        } finally {
            listeners.writeLock().unlock();
        }
    }

    @Override
    public Registration register(EventListener.ReactiveEventListener listener, Group group)
            throws GroupAlreadyRegistered {
        return bus.register(listener, group);
    }

    @Override
    public Mono<Void> dispatch(Event event, Set<RegistrationKey> keys) {
        listeners.readLock().lock();
        try {
            return bus.dispatch(event, keys);
        } finally {
            listeners.readLock().unlock();
        }
    }

    @Override
    public Mono<Void> reDeliver(Group group, Event event) {
        return bus.reDeliver(group, event);
    }

    @Override
    public EventBusName eventBusName() {
        return bus.eventBusName();
    }

    @Override
    public Collection<Group> listRegisteredGroups() {
        return bus.listRegisteredGroups();
    }
}
