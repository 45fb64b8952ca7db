package org.postjames.access;

import java.util.List;
import org.postjames.address.Address;
import org.postjames.config.CompatibilityLevel;
import org.postjames.config.GlobalParameters;
import org.postjames.config.ValueSyntax;
import org.postjames.table.TableUnavailableException;

/**
 * The defaults that {@code compatibility_level} keeps from an older Postfix, as far as they decide about a client: the log says each time that one did.
 * // smtpd_check.c: warn_compat_break_…
 */
final class OldDefaults {
    final boolean relayRestrictions;
    final boolean relayAfterRecipient;
    private final RestrictionContext context;
    private final boolean mynetworksStyle;
    private final boolean relayDomains;
    private final boolean fingerprintDigest;
    private final List<String> ownHost;

    OldDefaults(RestrictionContext context) {
        CompatibilityLevel level = CompatibilityLevel.of(context.config());
        this.context = context;
        this.relayRestrictions = level.keepsOldDefault("1", AccessParameters.SMTPD_RELAY_RESTRICTIONS.name());
        this.relayAfterRecipient =
                level.keepsOldDefault("3.6", AccessParameters.SMTPD_RELAY_BEFORE_RECIPIENT_RESTRICTIONS.name());
        this.fingerprintDigest = level.keepsOldDefault("3.6", "smtpd_tls_fingerprint_digest");
        this.relayDomains = level.keepsOldDefault("2", "relay_domains");
        this.mynetworksStyle = level.keepsOldDefault("2", GlobalParameters.MYNETWORKS.name(), "mynetworks_style");
        this.ownHost = mynetworksStyle ? ValueSyntax.list(level.hostNetworks()) : List.of();
    }

    void note(String text) {
        context.log().info(context.program(), "using backwards-compatible default setting " + text);
    }

    void permitsNetwork(ClientFacts client) {
        String address = client.address();
        if (mynetworksStyle && !ownHost.contains(address + "/32") && !ownHost.contains("[" + address + "]/128")) {
            note("mynetworks_style="
                    + context.config().value("mynetworks_style").orElse("") + " to permit request from client \""
                    + client.nameAndAddress() + "\"");
        }
    }

    void usesFingerprint() {
        if (fingerprintDigest) {
            note("smtpd_tls_fingerprint_digest=md5 to compute certificate fingerprints");
        }
    }

    void acceptsRelayDomain(String domain) {
        if (relayDomains) {
            note("relay_domains=$mydestination to accept mail for domain \"" + domain + "\"");
        }
    }

    void acceptsAddress(RestrictionContext.Destinations destinations, SmtpdFacts facts)
            throws TableUnavailableException {
        if (relayDomains && facts.recipient() != null) {
            Address sender = facts.sender() == null ? Address.NULL : facts.sender();
            if (destinations.of(sender, facts.recipient()).isRelay()) {
                note("relay_domains=$mydestination to accept mail for address \"" + facts.recipient() + "\"");
            }
        }
    }

    void sparesRecipient(SmtpdFacts facts) {
        note("\"smtpd_relay_restrictions = (empty)\" to avoid \"Relay access denied\" error for recipient \""
                + facts.recipient() + "\" from client \"" + facts.client().nameAndAddress() + "\"");
    }

    void rejectsFirst(SmtpdFacts facts) {
        note("smtpd_relay_before_recipient_restrictions=no to reject recipient \"" + facts.recipient()
                + "\" from client \"" + facts.client().nameAndAddress() + "\"");
    }
}
