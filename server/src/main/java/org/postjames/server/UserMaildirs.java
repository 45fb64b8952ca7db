package org.postjames.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.core.Username;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.delivery.LibcUsers;
import org.postjames.delivery.SystemUser;
import org.postjames.delivery.UserDatabase;
import org.postjames.delivery.UserRights;
import org.postjames.mailbox.james.MaildirLocator;
import org.postjames.mailbox.maildir.OwnerRights;
import org.postjames.rewrite.AddressClass;
import org.postjames.rewrite.AddressResolver;
import org.postjames.rewrite.AddressSearch;
import org.postjames.server.users.PasswdFile;
import org.postjames.server.users.Users;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * Finds a user's Maildir where the delivery agents put the mail: the home directory of the passwd-file, else {@code virtual_mailbox_base} and
 * {@code virtual_mailbox_maps}, else {@code home_mailbox} or {@code mail_spool_directory} of an account of this host. A user whose mail goes into an mbox
 * file gets {@code ~/Maildir}.
 */
final class UserMaildirs implements MaildirLocator {
    static final Parameter<String> VIRTUAL_MAILBOX_BASE = Parameter.text("virtual_mailbox_base");
    static final Parameter<String> HOME_MAILBOX = Parameter.text("home_mailbox");
    static final Parameter<String> MAIL_SPOOL_DIRECTORY = Parameter.text("mail_spool_directory");

    static final Parameter<String> VIRTUAL_UID_MAPS = Parameter.text("virtual_uid_maps");
    static final Parameter<String> VIRTUAL_GID_MAPS = Parameter.text("virtual_gid_maps");

    private final PostfixConfig config;
    private final Users users;
    private final PasswdFile file;
    private final AddressResolver resolver;
    private final Maps mailboxes;
    private final Maps uids;
    private final Maps gids;
    private final UserDatabase accounts = new LibcUsers();
    private final UserRights rights = new UserRights();

    UserMaildirs(PostfixConfig config, Users users, PasswdFile file, Tables tables) {
        this.config = config;
        this.users = users;
        this.file = file;
        this.resolver = new AddressResolver(config, tables);
        this.mailboxes = tables.maps(config.get(GlobalParameters.VIRTUAL_MAILBOX_MAPS));
        this.uids = tables.maps(config.get(VIRTUAL_UID_MAPS));
        this.gids = tables.maps(config.get(VIRTUAL_GID_MAPS));
    }

    @Override
    public Path maildir(Username user) {
        try {
            Optional<PasswdFile.Entry> entry = users.find(user.asString());
            if (entry.isPresent() && !entry.get().home().isEmpty()) {
                return Path.of(entry.get().home()).resolve("Maildir");
            }
            Address address = Address.of(user.asString());
            if (address.hasDomain() && resolver.addressClass(address.domain()) == AddressClass.VIRTUAL_MAILBOX) {
                return virtual(address);
            }
            return local(address.localPart());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TableUnavailableException e) {
            throw new UncheckedIOException(new IOException("cannot tell now where the mailbox is", e));
        }
    }

    private Path virtual(Address address) throws TableUnavailableException, IOException {
        Optional<AddressSearch.Found> found = resolver.search().find(mailboxes, address);
        if (found.isEmpty() || !found.get().value().endsWith("/")) {
            throw new IOException("virtual_mailbox_maps names no Maildir for " + address);
        }
        String base = config.get(VIRTUAL_MAILBOX_BASE);
        return Path.of(base + "/" + found.get().value()).normalize();
    }

    private Path local(String name) throws TableUnavailableException, IOException {
        SystemUser account = accounts.byName(name).orElseThrow(() -> new IOException("no account is called " + name));
        String inHome = config.get(HOME_MAILBOX);
        if (inHome.endsWith("/")) {
            return Path.of(account.home()).resolve(inHome);
        }
        String spool = config.get(MAIL_SPOOL_DIRECTORY);
        if (inHome.isEmpty() && spool.endsWith("/")) {
            return Path.of(spool).resolve(account.name());
        }
        return Path.of(account.home()).resolve("Maildir");
    }

    /** As the delivery agents do it: virtual(8)'s tables, else the account. A home directory in the passwd-file names no owner: its mail is ours. */
    @Override
    public OwnerRights rights(Username user) {
        if (!rights.arePrivileged()) {
            return OwnerRights.OURS;
        }
        try {
            Address address = Address.of(user.asString());
            if (address.hasDomain() && resolver.addressClass(address.domain()) == AddressClass.VIRTUAL_MAILBOX) {
                Optional<AddressSearch.Found> uid = resolver.search().find(uids, address);
                Optional<AddressSearch.Found> gid = resolver.search().find(gids, address);
                return uid.isEmpty() || gid.isEmpty()
                        ? OwnerRights.OURS
                        : new OwnerThreads(
                                rights,
                                number(uid.get().value()),
                                number(gid.get().value()));
            }
            Optional<PasswdFile.Entry> entry = users.find(user.asString());
            Optional<SystemUser> account = accounts.byName(address.localPart());
            boolean ownHome = entry.isEmpty()
                    || entry.get().home().isEmpty()
                    || account.isPresent()
                            && entry.get().home().equals(account.get().home());
            return account.isEmpty() || !ownHome
                    ? OwnerRights.OURS
                    : new OwnerThreads(
                            rights, account.get().uid(), account.get().gid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TableUnavailableException e) {
            throw new UncheckedIOException(new IOException("cannot tell now whose the mailbox is", e));
        }
    }

    private static int number(String id) throws IOException {
        try {
            return Integer.parseInt(id.strip());
        } catch (NumberFormatException e) {
            throw new IOException("no uid or gid: " + id, e);
        }
    }

    @Override
    public Stream<Username> users() {
        try {
            return file.users().stream().map(Username::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
