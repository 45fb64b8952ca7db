package org.postjames.explain;

import java.util.List;

/**
 * One thing that a program of the mail system would do.
 *
 * @param program {@code smtpd}, {@code cleanup}, {@code qmgr}, or the delivery agent
 * @param text what it is asked: an SMTP command, a mapping, a recipient
 * @param result what it says: the reply, the new addresses, the route
 * @param lookups the tables that were asked meanwhile, each question once
 * @param decisions which restrictions ended a restriction list; a list that none of its restrictions ends permits
 * @param warnings what the log would say
 */
public record Step(
        String program,
        String text,
        String result,
        List<Lookup> lookups,
        List<Decision> decisions,
        List<String> warnings) {
    /** @param restriction the list's parameter and the restriction as it stands there */
    public record Decision(String restriction, String verdict) {}

    /**
     * One question to one table.
     *
     * @param table {@code type:name}
     * @param answer what it said; empty if it does not know the key
     * @param source {@code file:line} of the answer; empty if the table has no source text
     * @param problem why it could not answer, or empty
     */
    public record Lookup(String table, String key, String answer, String source, String problem) {}
}
