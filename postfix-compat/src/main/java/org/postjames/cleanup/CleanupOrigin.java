package org.postjames.cleanup;

import java.time.Instant;
import java.util.List;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

/**
 * Where a message comes from, which decides what cleanup may do to it. // cleanup_user.h
 *
 * @param rewriteHeadersLocally whether the client is one of {@code local_header_rewrite_clients}: headers are completed with {@code $myorigin} and
 *     {@code $mydomain}, and missing ones are added. Otherwise {@code remote_header_rewrite_domain} decides.
 * @param arrived when the client began to hand it over
 * @param checks whether header and body checks look at it
 * @param mapAddresses whether canonical, masquerade and virtual alias mapping apply
 * @param addBcc whether the bcc parameters apply
 * @param milters whether mail filters see it
 * @param contentFilter {@code transport:nexthop} to which the message goes instead, as the service says that received it; empty for none
 */
public record CleanupOrigin(
        Kind kind,
        boolean rewriteHeadersLocally,
        Instant arrived,
        boolean checks,
        boolean mapAddresses,
        boolean addBcc,
        boolean milters,
        String contentFilter) {
    /** Who hands the message over, and by what name {@code smtputf8_autodetect_classes} and {@code internal_mail_filter_classes} know it. */
    public enum Kind {
        /** The SMTP server. */
        SMTPD("smtpd"),
        /** A file in {@code maildrop}. */
        PICKUP("sendmail"),
        /** A file in {@code maildrop} that was in the queue before: filters have seen it. // postsuper -r */
        REQUEUED(""),
        /** A delivery report. */
        BOUNCE("bounce"),
        /** What happened in an SMTP session, for postmaster. */
        NOTIFY("notify"),
        /** A probe that finds out whether an address exists. */
        VERIFY("verify"),
        /** The local delivery agent, for an alias or a .forward file. */
        FORWARD("forward");

        private final String mailClass;

        Kind(String mailClass) {
            this.mailClass = mailClass;
        }

        String mailClass() {
            return mailClass;
        }

        /** Whether this host wrote it: it is no mail of anybody's. */
        boolean isNotice() {
            return this == BOUNCE || this == NOTIFY || this == VERIFY;
        }

        /** Whether its sender is told when it is refused. // CLEANUP_FLAG_BOUNCE */
        boolean isReturned() {
            return isSubmitted() || this == FORWARD;
        }

        /** Whether pickup(8) brings it. */
        boolean isSubmitted() {
            return this == PICKUP || this == REQUEUED;
        }
    }

    /** What is usual: mail from outside is checked and copied to bcc recipients, internal mail is only mapped. // CLEANUP_FLAG_MASK_EXTERNAL */
    public static CleanupOrigin of(Kind kind, boolean rewriteHeadersLocally, Instant arrived) {
        boolean external = kind == Kind.SMTPD || kind.isSubmitted();
        boolean milters = external && kind != Kind.REQUEUED;
        return new CleanupOrigin(kind, rewriteHeadersLocally, arrived, external, true, external, milters, "");
    }

    /** The same, but looked at by checks and filters. */
    CleanupOrigin filtered() {
        return new CleanupOrigin(kind, rewriteHeadersLocally, arrived, true, mapAddresses, addBcc, true, contentFilter);
    }

    /**
     * The same with what a service's own settings say of it: smtpd(8) and pickup(8) each read {@code receive_override_options} and
     * {@code content_filter}, so that {@code -o} settings can spare mail that comes back from a filter.
     */
    public CleanupOrigin as(PostfixConfig service) {
        CleanupOrigin origin = with(service.get(GlobalParameters.RECEIVE_OVERRIDE_OPTIONS));
        return new CleanupOrigin(
                kind,
                rewriteHeadersLocally,
                arrived,
                origin.checks,
                origin.mapAddresses,
                origin.addBcc,
                origin.milters,
                service.get(CleanupParameters.CONTENT_FILTER));
    }

    /** The same for another message. */
    public CleanupOrigin of(boolean rewriteLocally, Instant arrival) {
        return new CleanupOrigin(kind, rewriteLocally, arrival, checks, mapAddresses, addBcc, milters, contentFilter);
    }

    /** Applies the words of {@code receive_override_options}. Words that do not concern cleanup are ignored. */
    CleanupOrigin with(List<String> overrideOptions) {
        return new CleanupOrigin(
                kind,
                rewriteHeadersLocally,
                arrived,
                checks && !overrideOptions.contains("no_header_body_checks"),
                mapAddresses && !overrideOptions.contains("no_address_mappings"),
                addBcc && !overrideOptions.contains("no_address_mappings"),
                milters && !overrideOptions.contains("no_milters"),
                contentFilter);
    }
}
