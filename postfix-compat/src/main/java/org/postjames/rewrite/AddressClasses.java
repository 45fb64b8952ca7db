package org.postjames.rewrite;

import java.util.function.Consumer;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.table.DomainList;
import org.postjames.table.StringList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** The lists of domains that make the address classes. The first list that holds a domain decides; a domain in two lists is warned of. // resolve.c */
public final class AddressClasses {
    private final LocalDomains localDomains;
    private final StringList virtualAliasDomains;
    private final StringList virtualMailboxDomains;
    private final DomainList relayDomains;
    private final boolean helpfulWarnings;
    private final Consumer<String> warnings;

    public AddressClasses(PostfixConfig config, Tables tables, LocalDomains localDomains) {
        this.localDomains = localDomains;
        this.warnings = tables.warnings();
        this.virtualAliasDomains =
                new StringList("virtual_alias_domains", config.get(GlobalParameters.VIRTUAL_ALIAS_DOMAINS), tables);
        this.virtualMailboxDomains =
                new StringList("virtual_mailbox_domains", config.get(GlobalParameters.VIRTUAL_MAILBOX_DOMAINS), tables);
        this.relayDomains = new DomainList("relay_domains", config.get(GlobalParameters.RELAY_DOMAINS), config, tables);
        this.helpfulWarnings = config.get(RewriteParameters.HELPFUL_WARNINGS);
    }

    public LocalDomains localDomains() {
        return localDomains;
    }

    public AddressClass of(String domain) throws TableUnavailableException {
        return localDomains.contains(domain) ? local(domain) : remote(domain);
    }

    AddressClass local(String domain) {
        if (helpfulWarnings) {
            warn(virtualAliasDomains::matches, domain, "mydestination", "virtual_alias_domains");
            warn(virtualMailboxDomains::matches, domain, "mydestination", "virtual_mailbox_domains");
        }
        return AddressClass.LOCAL;
    }

    AddressClass remote(String domain) throws TableUnavailableException {
        if (virtualAliasDomains.matches(domain)) {
            if (helpfulWarnings) {
                warn(virtualMailboxDomains::matches, domain, "virtual_alias_domains", "virtual_mailbox_domains");
                warn(relayDomains::matches, domain, "virtual_alias_domains", "relay_domains");
            }
            return AddressClass.VIRTUAL_ALIAS;
        }
        if (virtualMailboxDomains.matches(domain)) {
            if (helpfulWarnings) {
                warn(relayDomains::matches, domain, "virtual_mailbox_domains", "relay_domains");
            }
            return AddressClass.VIRTUAL_MAILBOX;
        }
        return relayDomains.matches(domain) ? AddressClass.RELAY : AddressClass.DEFAULT;
    }

    private interface Membership {
        boolean matches(String domain) throws TableUnavailableException;
    }

    private void warn(Membership second, String domain, String one, String other) {
        try {
            if (second.matches(domain)) {
                warnings.accept("do not list domain " + domain + " in BOTH " + one + " and " + other);
            }
        } catch (TableUnavailableException e) {
            return; // the first list has decided
        }
    }
}
