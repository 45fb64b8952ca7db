package org.postjames.mailbox.james;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.james.core.Username;
import org.apache.james.mailbox.acl.ACLDiff;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxExistsException;
import org.apache.james.mailbox.exception.MailboxNameException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.exception.UnsupportedRightException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxACL.EntryKey;
import org.apache.james.mailbox.model.MailboxACL.NameType;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.mailbox.model.search.MailboxQuery;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.jspecify.annotations.Nullable;
import org.postjames.mailbox.maildir.InvalidFolderNameException;
import org.postjames.mailbox.maildir.MaildirTree;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Mailboxes as folders of Maildir++; rights in {@code postjames-acl} in each folder. */
final class MaildirMailboxMapper implements MailboxMapper {
    static final String ACL_FILE = "postjames-acl";

    private final MaildirStore store;
    /** Users who share a mailbox; null until somebody asks. */
    private volatile @Nullable Set<Username> sharing;

    MaildirMailboxMapper(MaildirStore store) {
        this.store = store;
    }

    /** Never on an event loop: every answer may have to wait for the disk. */
    private static <T> Mono<T> mono(Callable<T> call) {
        return Mono.fromCallable(call).subscribeOn(Schedulers.boundedElastic());
    }

    private static <T> Flux<T> flux(Callable<List<T>> call) {
        return mono(call).flatMapIterable(list -> list);
    }

    @Override
    public Mono<Mailbox> create(MailboxPath path, UidValidity uidValidity) {
        return mono(() -> {
            Username user = path.getUser();
            try {
                return load(user, store.tree(user).create(MaildirStore.folderName(path), uidValidity.asLong()));
            } catch (FileAlreadyExistsException e) {
                throw new MailboxExistsException(path.getName());
            } catch (InvalidFolderNameException e) {
                throw new MailboxNameException(e.getMessage(), e);
            }
        });
    }

    @Override
    public Mono<MailboxId> rename(Mailbox mailbox) {
        MailboxId id = Objects.requireNonNull(mailbox.getMailboxId(), "a mailbox to be renamed has an id");
        return mono(() -> {
            MaildirTree.Entry entry = store.entry(id).orElseThrow(() -> new MailboxNotFoundException(id));
            try {
                store.tree(mailbox.getUser()).rename(entry, MaildirStore.folderName(mailbox.generateAssociatedPath()));
                return id;
            } catch (FileAlreadyExistsException e) {
                throw new MailboxExistsException(mailbox.getName());
            } catch (InvalidFolderNameException e) {
                throw new MailboxNameException(e.getMessage(), e);
            }
        });
    }

    @Override
    public Mono<Void> delete(Mailbox mailbox) {
        return mono(() -> {
                    var entry = store.entry(mailbox.getMailboxId());
                    if (entry.isPresent()) {
                        store.tree(mailbox.getUser()).delete(entry.get());
                    }
                    return true;
                })
                .then();
    }

    @Override
    public Mono<Mailbox> findMailboxByPath(MailboxPath path) {
        return mono(() -> {
                    Username user = path.getUser();
                    var entry = store.tree(user).find(MaildirStore.folderName(path));
                    return entry.isPresent() ? List.of(load(user, entry.get())) : List.<Mailbox>of();
                })
                .flatMapIterable(list -> list)
                .next();
    }

    @Override
    public Mono<Mailbox> findMailboxById(MailboxId id) {
        return mono(() -> {
            MaildirTree.Entry entry = store.entry(id).orElseThrow(() -> new MailboxNotFoundException(id));
            return load(((MaildirMailboxId) id).user(), entry);
        });
    }

    @Override
    public Flux<Mailbox> findMailboxWithPathLike(MailboxQuery.UserBound query) {
        return flux(() -> mailboxes(query.getFixedUser())).filter(query::matches);
    }

    @Override
    public Mono<Boolean> hasChildren(Mailbox mailbox, char delimiter) {
        String prefix = mailbox.getName() + delimiter;
        return flux(() -> mailboxes(mailbox.getUser()))
                .any(other -> other.getNamespace().equals(mailbox.getNamespace())
                        && other.getName().startsWith(prefix));
    }

    @Override
    public Flux<Mailbox> list() {
        return flux(() -> {
            List<Mailbox> all = new ArrayList<>();
            try (Stream<Username> users = store.users()) {
                for (Username user : users.toList()) {
                    all.addAll(mailboxes(user));
                }
            }
            return all;
        });
    }

    private List<Mailbox> mailboxes(Username user) throws IOException, MailboxException {
        List<Mailbox> mailboxes = new ArrayList<>();
        for (MaildirTree.Entry entry : store.tree(user).list()) {
            mailboxes.add(load(user, entry));
        }
        return mailboxes;
    }

    private Mailbox load(Username user, MaildirTree.Entry entry) throws IOException, MailboxException {
        Mailbox mailbox = MaildirStore.mailbox(user, entry);
        Map<EntryKey, Rfc4314Rights> rights = new HashMap<>();
        try {
            for (Map.Entry<String, String> line : new PropertyFile(
                            entry.directory().resolve(ACL_FILE),
                            store.tree(user).rights())
                    .read()
                    .entrySet()) {
                rights.put(
                        EntryKey.deserialize(line.getKey()),
                        Rfc4314Rights.fromSerializedRfc4314Rights(line.getValue()));
            }
        } catch (UnsupportedRightException e) {
            throw new MailboxException("unreadable rights of mailbox " + entry.name(), e);
        }
        mailbox.setACL(new MailboxACL(rights));
        return mailbox;
    }

    @Override
    public Mono<ACLDiff> updateACL(Mailbox mailbox, MailboxACL.ACLCommand command) {
        return mono(() -> replace(mailbox, mailbox.getACL().apply(command)));
    }

    @Override
    public Mono<ACLDiff> setACL(Mailbox mailbox, MailboxACL acl) {
        return mono(() -> replace(mailbox, acl));
    }

    private ACLDiff replace(Mailbox mailbox, MailboxACL acl) throws IOException, MailboxException {
        MailboxId id = mailbox.getMailboxId();
        MaildirTree.Entry entry = store.entry(id).orElseThrow(() -> new MailboxNotFoundException(id));
        Map<String, String> lines = new HashMap<>();
        acl.getEntries().forEach((key, rights) -> lines.put(key.serialize(), rights.serialize()));
        new PropertyFile(
                        entry.directory().resolve(ACL_FILE),
                        store.tree(mailbox.getUser()).rights())
                .write(lines);
        MailboxACL before = mailbox.getACL();
        mailbox.setACL(acl);
        Set<Username> known = sharing;
        if (known != null) {
            known.add(mailbox.getUser());
        }
        return ACLDiff.computeDiff(before, acl);
    }

    @Override
    public Flux<Mailbox> findNonPersonalMailboxes(Username user, MailboxACL.Right right) {
        return flux(this::shared).filter(mailbox -> {
            Rfc4314Rights rights =
                    mailbox.getACL().ofPositiveNameType(NameType.user).get(EntryKey.createUserEntryKey(user));
            return rights != null && rights.contains(right);
        });
    }

    /** Mailboxes of those who share any: all users are asked once, since it is done at each LIST. */
    private List<Mailbox> shared() throws IOException, MailboxException {
        Set<Username> owners = sharing;
        if (owners == null) {
            owners = ConcurrentHashMap.newKeySet();
            sharing = owners;
            try (Stream<Username> users = store.users()) {
                for (Username user : users.toList()) {
                    if (mailboxes(user).stream()
                            .anyMatch(mailbox -> !mailbox.getACL().getEntries().isEmpty())) {
                        owners.add(user);
                    }
                }
            }
        }
        List<Mailbox> shared = new ArrayList<>();
        for (Username owner : owners) {
            shared.addAll(mailboxes(owner));
        }
        return shared;
    }
}
