package org.postjames.access;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postjames.table.TableUnavailableException;

/** {@code reject_maps_rbl}, the predecessor of {@code reject_rbl_client}: asks the lists of {@code maps_rbl_domains}. Says once that it is old. */
record RejectMapsRbl(List<Restriction> lists, RestrictionContext context, AtomicBoolean warned) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        if (!warned.getAndSet(true)) {
            context.warnObsolete("reject_maps_rbl", "reject_rbl_client domain-name");
        }
        for (Restriction list : lists) {
            Verdict verdict = list.check(facts);
            if (verdict != Verdict.Plain.DUNNO) {
                return verdict;
            }
        }
        return Verdict.Plain.DUNNO;
    }
}
