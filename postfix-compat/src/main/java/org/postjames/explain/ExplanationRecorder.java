package org.postjames.explain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postjames.access.RestrictionObserver;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.explain.Step.Decision;
import org.postjames.explain.Step.Lookup;
import org.postjames.log.MailLog;
import org.postjames.table.LookupObserver;
import org.postjames.table.LookupTable;
import org.postjames.table.SourceLine;
import org.postjames.table.TableUnavailableException;

/** Notes the steps of one message, and for each the tables that are asked and the warnings that are logged meanwhile. */
public final class ExplanationRecorder implements LookupObserver, RestrictionObserver, MailLog {
    /** A step that is not over. What is asked before the first one belongs to no address and is not noted. */
    public final class OpenStep {
        private final String program;
        private final String text;
        private final Set<Lookup> lookups = new LinkedHashSet<>();
        private final Set<String> warnings = new LinkedHashSet<>();
        private final List<Decision> decisions = new ArrayList<>();
        private String result = "";

        private OpenStep(String program, String text) {
            this.program = program;
            this.text = text;
        }

        public void result(String said) {
            result = said;
        }

        private Step step() {
            return new Step(program, text, result, List.copyOf(lookups), List.copyOf(decisions), List.copyOf(warnings));
        }
    }

    private final List<OpenStep> steps = new ArrayList<>();

    /** Begins a step; what is asked from now on belongs to it. */
    public synchronized OpenStep begin(String program, String text) {
        OpenStep step = new OpenStep(program, text);
        steps.add(step);
        return step;
    }

    /** What has been noted; steps that asked nothing and changed nothing are left out. */
    public synchronized List<Step> steps() {
        return steps.stream()
                .map(OpenStep::step)
                .filter(step -> !step.result().isEmpty()
                        || !step.lookups().isEmpty()
                        || !step.warnings().isEmpty())
                .toList();
    }

    /** Forgets all steps, for the next address. */
    public synchronized void reset() {
        steps.clear();
    }

    private synchronized void add(Lookup lookup) {
        if (!steps.isEmpty()) {
            steps.getLast().lookups.add(lookup);
        }
    }

    @Override
    public void asked(LookupTable table, String key, Optional<String> answer) {
        String source =
                answer.flatMap(value -> SourceLine.of(table, key, value)).orElse("");
        add(new Lookup(table.name().toString(), key, answer.orElse(""), source, ""));
    }

    @Override
    public void failed(LookupTable table, String key, TableUnavailableException problem) {
        add(new Lookup(table.name().toString(), key, "", "", problem.getMessage()));
    }

    @Override
    public synchronized void decided(String restriction, String verdict) {
        if (!steps.isEmpty()) {
            steps.getLast().decisions.add(new Decision(restriction, verdict));
        }
    }

    @Override
    public synchronized void log(String program, Severity severity, String text) {
        if (severity != Severity.INFO && !steps.isEmpty()) {
            steps.getLast().warnings.add(text);
        }
    }
}
