package org.postjames.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.table.StringList;

/** All restriction lists of one smtpd service, ready to be asked by many sessions. Immutable. */
public final class SmtpdPolicy {
    /** What the default of smtpd_relay_restrictions would permit; it is asked and does not decide. */
    private static final List<String> SINCE_LEVEL_1 =
            List.of("permit_mynetworks", "permit_sasl_authenticated", "permit_auth_destination");

    final RestrictionContext context;
    final RestrictionList client;
    final RestrictionList helo;
    final RestrictionList sender;
    final RestrictionList relay;
    final RestrictionList recipient;
    final RestrictionList data;
    final RestrictionList endOfData;
    final RestrictionList etrn;
    final OldDefaults oldDefaults;
    final Restriction unlistedSender;
    final Restriction unlistedRecipient;
    final boolean relayFirst;
    final StringList loggedPermissions;
    private final boolean delayReject;
    private final List<Diagnostic> diagnostics;

    public SmtpdPolicy(RestrictionContext unfiltered) {
        this.context = unfiltered.withDnsReplyFilter();
        PostfixConfig config = context.config();
        oldDefaults = new OldDefaults(context);
        RestrictionParser parser = new RestrictionParser(context);
        client = list(parser, AccessParameters.SMTPD_CLIENT_RESTRICTIONS, "check_client_access");
        helo = list(parser, AccessParameters.SMTPD_HELO_RESTRICTIONS, "check_helo_access");
        sender = list(parser, AccessParameters.SMTPD_SENDER_RESTRICTIONS, "check_sender_access");
        relay = oldDefaults.relayRestrictions
                ? parser.parse(AccessParameters.SMTPD_RELAY_RESTRICTIONS.name(), SINCE_LEVEL_1, null)
                : list(parser, AccessParameters.SMTPD_RELAY_RESTRICTIONS, "check_recipient_access");
        recipient = list(parser, AccessParameters.SMTPD_RECIPIENT_RESTRICTIONS, "check_recipient_access");
        data = list(parser, AccessParameters.SMTPD_DATA_RESTRICTIONS, null);
        endOfData = list(parser, AccessParameters.SMTPD_END_OF_DATA_RESTRICTIONS, null);
        etrn = list(parser, AccessParameters.SMTPD_ETRN_RESTRICTIONS, "check_etrn_access");
        unlistedSender = config.get(AccessParameters.SMTPD_REJECT_UNLISTED_SENDER)
                ? new RejectUnlistedAddress(ReplyClass.SENDER, context, oldDefaults)
                : facts -> Verdict.Plain.DUNNO;
        unlistedRecipient = config.get(AccessParameters.SMTPD_REJECT_UNLISTED_RECIPIENT)
                ? new RejectUnlistedAddress(ReplyClass.RECIPIENT, context, oldDefaults)
                : facts -> Verdict.Plain.DUNNO;
        relayFirst = !oldDefaults.relayRestrictions
                && config.get(AccessParameters.SMTPD_RELAY_BEFORE_RECIPIENT_RESTRICTIONS);
        delayReject = config.get(AccessParameters.SMTPD_DELAY_REJECT);
        loggedPermissions = new StringList(
                AccessParameters.SMTPD_LOG_ACCESS_PERMIT_ACTIONS.name(),
                config.get(AccessParameters.SMTPD_LOG_ACCESS_PERMIT_ACTIONS),
                context.tables());
        diagnostics = parser.diagnostics();
    }

    private RestrictionList list(
            RestrictionParser parser, Parameter<List<String>> parameter, @Nullable String defaultAccess) {
        return parser.parse(parameter.name(), context.config().get(parameter), defaultAccess);
    }

    /** {@code smtpd_delay_reject}: client, helo and sender lists are asked at RCPT only. */
    /** A text for the client with its {@code $names}; nothing if it is malformed. */
    public Optional<String> expand(String template, SmtpdFacts facts) {
        return new SessionMacros(context, facts, name -> Optional.empty()).expand(template, true);
    }

    public boolean delayReject() {
        return delayReject;
    }

    /** Restrictions that can only refuse with {@code 451 4.3.5}: unknown, misused, or not built yet. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
