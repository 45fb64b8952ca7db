package org.postjames.explain;

import java.util.List;
import org.postjames.explain.Step.Lookup;

/** An explanation for people. */
public final class ExplanationText {
    private ExplanationText() {}

    public static String of(Explanation explanation) {
        StringBuilder out = new StringBuilder();
        explanation.steps().forEach(step -> step(out, step));
        out.append('\n');
        explanation.destinations().forEach(destination -> destination(out, destination));
        return out.append(verdict(explanation)).append('\n').toString();
    }

    private static void step(StringBuilder out, Step step) {
        out.append(step.program()).append(": ").append(step.text()).append('\n');
        for (int i = 0; i < step.lookups().size(); i++) {
            i = lookup(out, step.lookups(), i);
        }
        for (Step.Decision decision : step.decisions()) {
            out.append("    ").append(decision.restriction()).append(": ");
            out.append(decision.verdict()).append('\n');
        }
        for (String warning : step.warnings()) {
            out.append("    warning: ").append(warning).append('\n');
        }
        if (!step.result().isEmpty()) {
            out.append("  -> ").append(step.result()).append('\n');
        }
    }

    /** Keys that one table does not know stand on one line. Returns the index of the last question that was written. */
    private static int lookup(StringBuilder out, List<Lookup> lookups, int first) {
        Lookup lookup = lookups.get(first);
        out.append("    ").append(lookup.table()).append("  ").append(lookup.key());
        int last = first;
        if (!lookup.problem().isEmpty()) {
            out.append("  cannot answer: ").append(lookup.problem());
        } else if (isMiss(lookup)) {
            while (last + 1 < lookups.size()
                    && isMiss(lookups.get(last + 1))
                    && lookups.get(last + 1).table().equals(lookup.table())) {
                out.append("  ").append(lookups.get(++last).key());
            }
            out.append("  not found");
        } else {
            out.append(" = ").append(lookup.answer());
        }
        if (!lookup.source().isEmpty()) {
            out.append("  (").append(lookup.source()).append(')');
        }
        out.append('\n');
        return last;
    }

    private static boolean isMiss(Lookup lookup) {
        return lookup.answer().isEmpty() && lookup.problem().isEmpty();
    }

    private static void destination(StringBuilder out, Destination d) {
        out.append(d.status().equals("sent") ? "delivered" : d.status());
        out.append(": ")
                .append(d.address())
                .append(" by ")
                .append(d.transport())
                .append(": ");
        out.append(d.place().isEmpty() ? d.dsn() + " " + d.reason() : d.place()).append('\n');
    }

    private static String verdict(Explanation explanation) {
        if (!explanation.refusal().isEmpty()) {
            return "refused: " + explanation.refusal();
        }
        if (explanation.destinations().isEmpty()) {
            return "accepted, and kept or thrown away: nobody gets it";
        }
        return explanation.deliverable() ? "deliverable" : "accepted, but not delivered to all";
    }
}
