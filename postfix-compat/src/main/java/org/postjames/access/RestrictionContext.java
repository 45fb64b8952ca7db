package org.postjames.access;

import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.dns.DnsReplyFilter;
import org.postjames.dns.DnsResolver;
import org.postjames.log.MailLog;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * What restrictions consult besides the facts of the session.
 *
 * @param program the log's program name: {@code smtpd}, or a complete tag
 */
public record RestrictionContext(
        PostfixConfig config,
        AccessMaps maps,
        ClientList mynetworks,
        Destinations destinations,
        ListedAddresses listed,
        DnsResolver dns,
        Tables tables,
        AddressVerifier verifier,
        MailLog log,
        String program) {

    /** Opens {@code type:name}. */
    @FunctionalInterface
    public interface AccessMaps {
        AccessMap open(String typeAndName);
    }

    /** One table by its keys. */
    @FunctionalInterface
    public interface AccessMap {
        Optional<String> find(String key) throws TableUnavailableException;
    }

    /** A list of networks and host names. */
    @FunctionalInterface
    public interface ClientList {
        boolean matches(String name, String address) throws TableUnavailableException;
    }

    /** Where mail for an address would go. */
    @FunctionalInterface
    public interface Destinations {
        Destination of(Address sender, Address recipient) throws TableUnavailableException;
    }

    /**
     * @param address after rewriting: it has a domain
     * @param isFinal the domain is in mydestination, virtual_alias_domains or virtual_mailbox_domains
     * @param isRelay the domain is in relay_domains
     * @param isRouted the local part still names another host: {@code user%host}, {@code host!user}; never with {@code allow_untrusted_routing}
     */
    public record Destination(Address address, boolean isFinal, boolean isRelay, boolean isRouted) {}

    /** Whether an address is in the table of its address class. */
    @FunctionalInterface
    public interface ListedAddresses {
        /** The refusal of an unknown address: {@code 550 5.1.1 <a>: Recipient address rejected: User unknown in …}; nothing if it is known. */
        Optional<SmtpReply> refusal(Address other, Address address, ReplyClass replyClass)
                throws TableUnavailableException;
    }

    /** The same with {@code smtpd_dns_reply_filter} between it and the DNS. */
    RestrictionContext withDnsReplyFilter() {
        String parameter = AccessParameters.SMTPD_DNS_REPLY_FILTER.name();
        DnsResolver filtered = DnsReplyFilter.of(
                dns,
                tables.maps(config.get(AccessParameters.SMTPD_DNS_REPLY_FILTER)).named(parameter),
                parameter,
                new DnsReplyFilter.Messages(text -> log.info(program, text), this::warn));
        return new RestrictionContext(
                config, maps, mynetworks, destinations, listed, filtered, tables, verifier, log, program);
    }

    void warnObsolete(String keyword, String successor) {
        warn("support for restriction \"" + keyword + "\" will be removed from "
                + config.get(GlobalParameters.MAIL_NAME) + "; use \"" + successor + "\" instead");
    }

    void warn(String text) {
        log.warning(program, text);
    }
}
