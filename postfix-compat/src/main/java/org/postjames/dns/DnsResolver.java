package org.postjames.dns;

import java.util.List;

/** Asks the DNS. The three outcomes stay apart: records, "does not exist", and "cannot know now". */
public interface DnsResolver {
    /** One answer record as text: for MX the exchange with its preference, for A and AAAA the address, for PTR and CNAME the name; no trailing dot. */
    record Answer(String data, int preference) {}

    /** The record types that Postfix asks for. */
    enum Type {
        A,
        AAAA,
        MX,
        PTR,
        TXT,
        NS,
        CNAME
    }

    /** What the DNS said: {@code FOUND} with records, or no records of that type, or no such domain. */
    record Answers(Status status, List<Answer> records, String reason) {
        /** FOUND has records; NODATA: the name exists without that type; NXDOMAIN: the name does not exist. */
        public enum Status {
            FOUND,
            NODATA,
            NXDOMAIN
        }
    }

    /** @throws DnsUnavailableException on SERVFAIL, timeout and the like; the message is in Postfix's words */
    Answers lookup(String name, Type type) throws DnsUnavailableException;
}
