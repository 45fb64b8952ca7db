package org.postjames.delivery;

import org.postjames.address.Address;
import org.postjames.esmtp.DsnNotify;
import org.postjames.queue.Recipient;

/** What is known at one point of an expansion; every step works on a copy of its own. // local.h: LOCAL_STATE */
final class LocalState {
    static final int ROOT = 0;

    int level;
    Recipient recipient;
    Address sender;
    Address delivered;
    String local = "";
    String user = "";
    String domain = "";
    String extension = "";
    String unmatched = "";
    String delimiter = "";

    /** Who gets told of errors in an alias with an owner; empty for nobody special. */
    String owner = "";

    /** The last thing expanded, so that {@code x: x, y} ends. */
    String expandedFrom = "";

    /** {@code alias}, {@code include}, {@code forward}, or empty. */
    String expansion = "";

    // with whose rights: uid 0 stands for default_privs, as in Postfix
    int uid = ROOT;
    int gid = ROOT;
    String home = "";
    String shell = "";

    LocalState(Recipient recipient, Address sender) {
        this.recipient = recipient;
        this.sender = sender;
        this.delivered = recipient.address();
    }

    LocalState(LocalState other) {
        level = other.level + 1;
        recipient = other.recipient;
        sender = other.sender;
        delivered = other.delivered;
        local = other.local;
        user = other.user;
        domain = other.domain;
        extension = other.extension;
        unmatched = other.unmatched;
        delimiter = other.delimiter;
        owner = other.owner;
        expandedFrom = other.expandedFrom;
        expansion = other.expansion;
        uid = other.uid;
        gid = other.gid;
        home = other.home;
        shell = other.shell;
    }

    void address(Address address) {
        recipient = new Recipient(
                address, recipient.original(), recipient.dsnOrcpt(), recipient.dsnNotify(), recipient.offset());
    }

    /** A list with an owner, who is the sender now, has members of its own, not the sender's. // alias.c */
    void ownedBy(Address who) {
        owner = who.toString();
        sender = who;
        recipient = new Recipient(recipient.address(), Address.NULL, "", recipient.dsnNotify(), recipient.offset());
    }

    /** RFC 3461 5.2.7.3: the report of success is the alias's, not that of each destination. */
    void withoutSuccessNotice() {
        recipient = recipient.notifying(DsnNotify.withoutSuccess(recipient.dsnNotify()));
    }

    void rights(SystemUser account) {
        uid = account.uid();
        gid = account.gid();
        home = account.home();
        shell = account.shell();
    }

    void noRights() {
        uid = ROOT;
        gid = ROOT;
        home = "";
        shell = "";
    }
}
