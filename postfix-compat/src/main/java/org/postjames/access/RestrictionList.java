package org.postjames.access;

import java.util.List;
import org.postjames.table.TableUnavailableException;

/** The restrictions of one parameter, restriction class or access table entry, in order. Immutable. */
public final class RestrictionList {
    public static final RestrictionList EMPTY = new RestrictionList(List.of());

    private static final int UNREASONABLE_RECURSION = 100;

    /**
     * @param name the list's parameter and the restriction as it stands there
     * @param warn {@code warn_if_reject} stands before it
     */
    record Entry(String name, Restriction restriction, boolean warn) {}

    private final List<Entry> entries;

    RestrictionList(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** {@code OK}, {@code Refuse} with the reply as it goes to the client, or {@code DUNNO}. */
    Verdict evaluate(SmtpdFacts facts, Evaluation run, boolean warn, int depth) {
        if (depth > UNREASONABLE_RECURSION) {
            run.warn("restriction list causes unreasonable recursion");
            return run.settle(Verdict.serverConfigurationError(), false);
        }
        for (Entry entry : entries) {
            if (run.actions().discard()) {
                break;
            }
            Verdict verdict = settled(entry, facts, run, warn || entry.warn(), depth);
            if (verdict != Verdict.Plain.DUNNO) {
                run.decided(entry.name(), verdict);
                return verdict;
            }
            if (run.deferIfPermit() != null && run.deferIfReject() != null) {
                break;
            }
        }
        return Verdict.Plain.DUNNO;
    }

    private static Verdict settled(Entry entry, SmtpdFacts facts, Evaluation run, boolean warn, int depth) {
        Verdict verdict;
        try {
            verdict = entry.restriction().check(facts);
        } catch (TableUnavailableException e) {
            run.warn(e.getMessage());
            verdict = new Verdict.ServerError(
                    new SmtpReply(451, "4.3.0", "<" + facts.subject() + ">: Temporary lookup failure"));
        }
        return verdict instanceof Verdict.Ask ask
                ? ask.list().evaluate(facts, run, warn, depth + 1)
                : run.settle(verdict, warn);
    }
}
