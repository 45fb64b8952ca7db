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
     * @param unreachable what is ignored behind it
     */
    record Entry(String name, Restriction restriction, boolean warn, Unreachable unreachable) {
        Entry(String name, Restriction restriction, boolean warn) {
            this(name, restriction, warn, Unreachable.NOTHING);
        }
    }

    /**
     * What stands behind a restriction that ends every list.
     *
     * @param next the word behind it, or empty
     * @param keyword which restriction that is
     * @param always said also with {@code warn_if_reject}
     */
    record Unreachable(String next, String keyword, boolean always) {
        static final Unreachable NOTHING = new Unreachable("", "", false);

        static Unreachable behind(String keyword, String next) {
            return switch (keyword) {
                case "permit" -> new Unreachable(next, keyword, true);
                case "reject", "defer", "check_relay_domains" -> new Unreachable(next, keyword, false);
                default -> NOTHING;
            };
        }
    }

    private final List<Entry> entries;

    RestrictionList(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The same list as the default action of a policy server that failed: another failure inside of it does not come back to it. */
    RestrictionList asDefaultAction() {
        return new RestrictionList(entries.stream()
                .map(entry -> new Entry(entry.name(), asDefaultAction(entry.restriction()), entry.warn()))
                .toList());
    }

    private static Restriction asDefaultAction(Restriction restriction) {
        return restriction instanceof CheckPolicyService policy
                ? policy.asDefaultAction()
                : facts -> {
                    Verdict verdict = restriction.check(facts);
                    return verdict instanceof Verdict.Ask(RestrictionList list, var subject)
                            ? new Verdict.Ask(list.asDefaultAction(), subject)
                            : verdict;
                };
    }

    /** {@code OK}, {@code Refuse} with the reply as it goes to the client, or {@code DUNNO}. */
    Verdict evaluate(SmtpdFacts facts, Evaluation run, boolean warn, int depth) {
        if (depth > UNREASONABLE_RECURSION) {
            run.warn("restriction list causes unreasonable recursion");
            return run.settle(Verdict.serverConfigurationError(), false);
        }
        if (!run.isVerbose() || entries.isEmpty()) {
            return evaluateEntries(facts, run, warn, depth);
        }
        run.verbose(">>> START " + facts.subjectClass() + " RESTRICTIONS <<<");
        Verdict verdict = evaluateEntries(facts, run, warn, depth);
        run.verbose(">>> END " + facts.subjectClass() + " RESTRICTIONS <<<");
        return verdict;
    }

    private Verdict evaluateEntries(SmtpdFacts facts, Evaluation run, boolean warn, int depth) {
        for (Entry entry : entries) {
            if (run.actions().discard()) {
                break;
            }
            boolean warning = warn || entry.warn();
            Verdict verdict = run.isVerbose()
                    ? traced(entry, facts, run, warning, depth)
                    : settled(entry, facts, run, warning, depth);
            Unreachable behind = entry.unreachable();
            if (!behind.next().isEmpty() && (behind.always() || !warn && !entry.warn())) {
                run.warn("restriction `" + behind.next() + "' after `" + behind.keyword() + "' is ignored");
            }
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

    /** Says which restriction is asked, and what it answered: 0 for nothing, 1 for OK, 2 for a refusal. // generic_checks() */
    private static Verdict traced(Entry entry, SmtpdFacts facts, Evaluation run, boolean warn, int depth) {
        String words = entry.name().substring(entry.name().indexOf(": ") + 2);
        int end = words.indexOf(' ');
        String keyword = end < 0 ? words : words.substring(0, end);
        if (entry.warn()) {
            run.verbose("generic_checks: name=warn_if_reject");
        }
        run.verbose("generic_checks: name=" + keyword);
        Verdict verdict = settled(entry, facts, run, warn, depth);
        int status =
                switch (verdict) {
                    case Verdict.Refuse refuse -> 2;
                    case Verdict.Plain plain when plain == Verdict.Plain.OK -> 1;
                    default -> 0;
                };
        run.verbose("generic_checks: name=" + keyword + " status=" + status);
        return verdict;
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
        return settled(verdict, facts, run, warn, depth);
    }

    private static Verdict settled(Verdict verdict, SmtpdFacts facts, Evaluation run, boolean warn, int depth) {
        return switch (verdict) {
            case Verdict.Ask ask -> ask.list().evaluate(ask.subject().apply(facts), run, warn, depth + 1);
            case Verdict.NeverOk never -> {
                Verdict result = settled(never.verdict(), facts, run, warn, depth);
                yield result == Verdict.Plain.OK && !run.actions().discard() ? run.forbid(never) : result;
            }
            default -> run.settle(verdict, warn);
        };
    }
}
