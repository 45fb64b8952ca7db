package org.postjames.access;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postjames.access.RejectSenderLoginMismatch.Kind;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.rewrite.AddressSearch;
import org.postjames.rewrite.LocalDomains;
import org.postjames.table.DomainList;
import org.postjames.table.NetworkList;

/** The vocabulary of restriction lists: which class a keyword is. */
final class Keywords {
    private final RestrictionContext context;
    private final OldDefaults oldDefaults;

    Keywords(RestrictionContext context) {
        this.context = context;
        this.oldDefaults = new OldDefaults(context);
    }

    static boolean takesArgument(String keyword) {
        return keyword.startsWith("check_") && (keyword.endsWith("_access") || keyword.equals("check_policy_service"))
                || keyword.equals("sleep")
                || ListKeywords.WITH_DOMAIN.contains(keyword);
    }

    @Nullable
    Restriction find(String keyword) {
        Restriction found = general(keyword);
        found = found != null ? found : aboutNames(keyword);
        return found != null ? found : aboutLogins(keyword);
    }

    private @Nullable Restriction general(String keyword) {
        int relayCode = code(AccessParameters.RELAY_DOMAINS_REJECT_CODE);
        return switch (keyword) {
            case "permit" -> new Permit();
            case "reject" -> new Reject(code(AccessParameters.REJECT_CODE));
            case "defer" -> new Defer(code(AccessParameters.DEFER_CODE));
            case "defer_if_permit" -> new DeferIfPermit();
            case "defer_if_reject" -> new DeferIfReject();
            case "permit_mynetworks" -> new PermitMynetworks(context.mynetworks(), oldDefaults);
            case "permit_inet_interfaces" -> new PermitInetInterfaces(InetInterfaces.addresses(context.config()));
            case "permit_sasl_authenticated" -> new PermitSaslAuthenticated();
            case "permit_tls_clientcerts" -> permitTlsClientcerts(false);
            case "permit_tls_all_clientcerts" -> permitTlsClientcerts(true);
            case "permit_auth_destination" -> new PermitAuthDestination(context.destinations(), oldDefaults);
            case "reject_unauth_destination" ->
                new RejectUnauthDestination(context.destinations(), oldDefaults, relayCode, "5.7.1");
            case "defer_unauth_destination" ->
                new RejectUnauthDestination(context.destinations(), oldDefaults, relayCode - 100, "4.7.1");
            case "reject_unauth_pipelining" -> new RejectUnauthPipelining();
            case "reject_plaintext_session" -> new RejectPlaintextSession(code(AccessParameters.PLAINTEXT_REJECT_CODE));
            case "reject_multi_recipient_bounce" ->
                new RejectMultiRecipientBounce(code(AccessParameters.MULTI_RECIPIENT_BOUNCE_REJECT_CODE));
            case "check_relay_domains" -> checkRelayDomains(relayCode);
            case "permit_mx_backup" -> permitMxBackup();
            default -> null;
        };
    }

    private Restriction permitTlsClientcerts(boolean all) {
        String maps = context.config().get(AccessParameters.RELAY_CLIENTCERTS);
        return new PermitTlsClientcerts(all, context.maps().open(maps), oldDefaults, context);
    }

    private Restriction checkRelayDomains(int code) {
        PostfixConfig config = context.config();
        DomainList relayDomains = new DomainList(
                AccessParameters.RELAY_DOMAINS.name(),
                config.get(AccessParameters.RELAY_DOMAINS),
                config,
                context.tables());
        return new CheckRelayDomains(relayDomains, context, oldDefaults, code, new AtomicBoolean());
    }

    private Restriction permitMxBackup() {
        PostfixConfig config = context.config();
        Set<String> own = new HashSet<>(InetInterfaces.addresses(config));
        own.addAll(config.get(AccessParameters.PROXY_INTERFACES));
        return new PermitMxBackup(
                context,
                oldDefaults,
                new LocalDomains(config, context.tables()),
                Set.copyOf(own),
                new NetworkList(
                        AccessParameters.PERMIT_MX_BACKUP_NETWORKS.name(),
                        config.get(AccessParameters.PERMIT_MX_BACKUP_NETWORKS),
                        config,
                        context.tables()));
    }

    private @Nullable Restriction aboutNames(String keyword) {
        int clientCode = code(AccessParameters.UNKNOWN_CLIENT_REJECT_CODE);
        int invalidCode = code(AccessParameters.INVALID_HOSTNAME_REJECT_CODE);
        int nonFqdnCode = code(AccessParameters.NON_FQDN_REJECT_CODE);
        return switch (keyword) {
            case "reject_unknown_client_hostname", "reject_unknown_client" ->
                new RejectUnknownClientHostname(clientCode);
            case "reject_unknown_reverse_client_hostname" -> new RejectUnknownReverseClientHostname(clientCode);
            case "reject_invalid_helo_hostname", "reject_invalid_hostname" ->
                new RejectInvalidHeloHostname(invalidCode);
            case "reject_non_fqdn_helo_hostname", "reject_non_fqdn_hostname" ->
                new RejectNonFqdnHeloHostname(nonFqdnCode, invalidCode);
            case "reject_unknown_helo_hostname", "reject_unknown_hostname" ->
                new RejectUnknownHeloHostname(
                        context,
                        code(AccessParameters.UNKNOWN_HOSTNAME_REJECT_CODE),
                        invalidCode,
                        defersAtOnce(AccessParameters.UNKNOWN_HELO_HOSTNAME_TEMPFAIL_ACTION));
            case "permit_naked_ip_address" -> new PermitNakedIpAddress(context, invalidCode);
            case "reject_non_fqdn_sender" -> new RejectNonFqdnAddress(ReplyClass.SENDER, nonFqdnCode);
            case "reject_non_fqdn_recipient" -> new RejectNonFqdnAddress(ReplyClass.RECIPIENT, nonFqdnCode);
            case "reject_unknown_sender_domain", "reject_unknown_address" -> unknownDomain(ReplyClass.SENDER);
            case "reject_unknown_recipient_domain" -> unknownDomain(ReplyClass.RECIPIENT);
            case "reject_unverified_sender" ->
                new RejectUnverifiedAddress(
                        ReplyClass.SENDER,
                        new RejectUnverifiedAddress.Codes(
                                code(AccessParameters.UNVERIFIED_SENDER_DEFER_CODE),
                                code(AccessParameters.UNVERIFIED_SENDER_REJECT_CODE)),
                        context.config().get(AccessParameters.UNVERIFIED_SENDER_REJECT_REASON),
                        defersAtOnce(AccessParameters.UNVERIFIED_SENDER_TEMPFAIL_ACTION),
                        context);
            case "reject_unverified_recipient" ->
                new RejectUnverifiedAddress(
                        ReplyClass.RECIPIENT,
                        new RejectUnverifiedAddress.Codes(
                                code(AccessParameters.UNVERIFIED_RECIPIENT_DEFER_CODE),
                                code(AccessParameters.UNVERIFIED_RECIPIENT_REJECT_CODE)),
                        context.config().get(AccessParameters.UNVERIFIED_RECIPIENT_REJECT_REASON),
                        defersAtOnce(AccessParameters.UNVERIFIED_RECIPIENT_TEMPFAIL_ACTION),
                        context);
            case "reject_unlisted_sender" -> new RejectUnlistedAddress(ReplyClass.SENDER, context, oldDefaults);
            case "reject_unlisted_recipient", "check_recipient_maps" ->
                new RejectUnlistedAddress(ReplyClass.RECIPIENT, context, oldDefaults);
            default -> null;
        };
    }

    private @Nullable Restriction aboutLogins(String keyword) {
        return switch (keyword) {
            case "reject_sender_login_mismatch" -> {
                RestrictionList both = new RestrictionList(List.of(
                        entry("reject_authenticated_sender_login_mismatch", Kind.AUTHENTICATED),
                        entry("reject_unauthenticated_sender_login_mismatch", Kind.UNAUTHENTICATED)));
                yield facts -> new Verdict.Ask(both);
            }
            case "reject_authenticated_sender_login_mismatch" -> logins(keyword, Kind.AUTHENTICATED);
            case "reject_unauthenticated_sender_login_mismatch" -> logins(keyword, Kind.UNAUTHENTICATED);
            case "reject_known_sender_login_mismatch" -> logins(keyword, Kind.KNOWN);
            default -> null;
        };
    }

    private RestrictionList.Entry entry(String keyword, Kind kind) {
        return new RestrictionList.Entry(keyword, logins(keyword, kind), false);
    }

    private Restriction logins(String keyword, Kind kind) {
        PostfixConfig config = context.config();
        return new RejectSenderLoginMismatch(
                keyword,
                kind,
                context.tables()
                        .maps(config.get(AccessParameters.SMTPD_SENDER_LOGIN_MAPS))
                        .named(AccessParameters.SMTPD_SENDER_LOGIN_MAPS.name()),
                AddressSearch.of(config, context.tables()),
                context);
    }

    Restriction access(String keyword, TableRestriction access) {
        return switch (keyword) {
            case "check_client_access" -> new CheckClientAccess(access);
            case "check_reverse_client_hostname_access" -> new CheckReverseClientHostnameAccess(access);
            case "check_helo_access" -> new CheckHeloAccess(access);
            case "check_sender_access" ->
                new CheckSenderAccess(
                        access,
                        context.destinations(),
                        context.config().get(AccessParameters.SMTPD_NULL_ACCESS_LOOKUP_KEY));
            case "check_recipient_access" -> new CheckRecipientAccess(access, context.destinations());
            case "check_etrn_access" -> new CheckEtrnAccess(access);
            case "check_ccert_access" -> ccertAccess(access, CheckCcertAccess.DEFAULT_ORDER);
            case "check_sasl_access" -> new CheckSaslAccess(access, context);
            default -> new UnusableRestriction("unknown smtpd restriction: \"" + keyword + "\"", context);
        };
    }

    Restriction ccertAccess(TableRestriction access, List<String> order) {
        return new CheckCcertAccess(access, order, oldDefaults, context);
    }

    private Restriction unknownDomain(ReplyClass replyClass) {
        return new RejectUnknownAddressDomain(
                replyClass,
                context,
                code(AccessParameters.UNKNOWN_ADDRESS_REJECT_CODE),
                defersAtOnce(AccessParameters.UNKNOWN_ADDRESS_TEMPFAIL_ACTION));
    }

    private boolean defersAtOnce(Parameter<String> action) {
        return context.config().get(action).equalsIgnoreCase("defer");
    }

    private int code(Parameter<Integer> parameter) {
        PostfixConfig config = context.config();
        return config.get(parameter);
    }
}
