package org.postjames.access;

import org.postjames.table.TableUnavailableException;

/** One keyword of a restriction list, with its argument. Safe for use by many threads. */
@FunctionalInterface
public interface Restriction {
    /** @throws TableUnavailableException if a table cannot answer now: the client is told {@code 451 4.3.0} */
    Verdict check(SmtpdFacts facts) throws TableUnavailableException;
}
