package org.postjames.cleanup;

import java.time.Instant;
import java.util.List;

/**
 * Where a message comes from, which decides what cleanup may do to it. // cleanup_user.h
 *
 * @param rewriteHeadersLocally whether the client is one of {@code local_header_rewrite_clients}: headers are completed with {@code $myorigin} and
 *     {@code $mydomain}, and missing ones are added. Otherwise {@code remote_header_rewrite_domain} decides.
 * @param arrived when the client began to hand it over
 * @param checks whether header and body checks look at it
 * @param mapAddresses whether canonical, masquerade and virtual alias mapping apply
 * @param addBcc whether the bcc parameters apply
 */
public record CleanupOrigin(
        Kind kind,
        boolean rewriteHeadersLocally,
        Instant arrived,
        boolean checks,
        boolean mapAddresses,
        boolean addBcc) {
    /** Who hands the message over. */
    public enum Kind {
        /** The SMTP server. */
        SMTPD,
        /** A file in {@code maildrop}. */
        PICKUP,
        /** A delivery report or a notice to postmaster. */
        BOUNCE,
        /** The local delivery agent, for an alias or a .forward file. */
        FORWARD
    }

    /** What is usual: mail from outside is checked and copied to bcc recipients, internal mail is only mapped. // CLEANUP_FLAG_MASK_EXTERNAL */
    public static CleanupOrigin of(Kind kind, boolean rewriteHeadersLocally, Instant arrived) {
        boolean external = kind == Kind.SMTPD || kind == Kind.PICKUP;
        return new CleanupOrigin(kind, rewriteHeadersLocally, arrived, external, true, external);
    }

    /** Applies the words of {@code receive_override_options}. Words that do not concern cleanup are ignored. */
    public CleanupOrigin with(List<String> overrideOptions) {
        return new CleanupOrigin(
                kind,
                rewriteHeadersLocally,
                arrived,
                checks && !overrideOptions.contains("no_header_body_checks"),
                mapAddresses && !overrideOptions.contains("no_address_mappings"),
                addBcc && !overrideOptions.contains("no_address_mappings"));
    }
}
