package org.postjames.access;

import java.util.Optional;
import org.postjames.table.TableUnavailableException;

/** What the {@code check_…_access} keywords share: a search, and what a hit or a broken table means. */
record TableRestriction(AccessTable table, AccessResult result) {
    /** One search order of access(5). */
    @FunctionalInterface
    interface Search {
        Optional<String> find(AccessTable table) throws TableUnavailableException;
    }

    Verdict check(SmtpdFacts facts, String key, String name, ReplyClass replyClass, Search search) {
        return find(facts, key, name, replyClass, search).orElse(Verdict.Plain.DUNNO);
    }

    /** Nothing if the table does not know the key. */
    Optional<Verdict> find(SmtpdFacts facts, String key, String name, ReplyClass replyClass, Search search) {
        Optional<String> found;
        try {
            found = search.find(table);
        } catch (TableUnavailableException e) {
            result.context().warn(e.getMessage());
            // check_access(): a table that cannot answer counts as this right-hand side
            return Optional.of(new Verdict.Refuse(
                    SmtpdFacts.rejected(451, "4.3.5", name, replyClass, "Server configuration error")));
        }
        return found.map(value -> result.verdict(value, key, name, replyClass, facts));
    }
}
