package org.postjames.dns;

import java.util.ArrayList;
import java.util.List;

/** Asks the DNS. The three outcomes stay apart: records, "does not exist", and "cannot know now". */
public interface DnsResolver {
    /**
     * One answer record as text: for MX the exchange with its preference, for A and AAAA the address, for PTR and CNAME the name; no trailing dot.
     *
     * @param record the whole record, as filters see it: {@code example.com. 3600 IN MX 10 mail.example.com.} // dns_strrecord.c
     */
    record Answer(String data, int preference, String record) {
        public Answer(String data, int preference) {
            this(data, preference, "");
        }
    }

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
        /** FOUND has records; NODATA: the name exists without that type; NXDOMAIN: the name does not exist; POLICY: a filter has dropped all records. */
        public enum Status {
            FOUND,
            NODATA,
            NXDOMAIN,
            POLICY
        }
    }

    /** @throws DnsUnavailableException on SERVFAIL, timeout and the like; the message is in Postfix's words */
    Answers lookup(String name, Type type) throws DnsUnavailableException;

    /**
     * The addresses of a host, as getaddrinfo(3) finds them; empty if it has none.
     *
     * @throws DnsUnavailableException if they cannot be known now
     */
    default List<String> addresses(String host, boolean ipv4, boolean ipv6) throws DnsUnavailableException {
        List<String> found = new ArrayList<>();
        if (ipv4) {
            lookup(host, Type.A).records().forEach(answer -> found.add(answer.data()));
        }
        if (ipv6) {
            lookup(host, Type.AAAA).records().forEach(answer -> found.add(answer.data()));
        }
        return found;
    }
}
