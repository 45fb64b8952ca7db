package org.postjames.access;

import java.util.Optional;

/**
 * {@code check_policy_service transport:server}: what another program says, in the words of access(5).
 *
 * @param nested it stands in the default action of a server that has failed, so its own failure means the built-in default
 */
record CheckPolicyService(PolicyService service, AccessResult result, boolean nested) implements Restriction {
    private static final String BUILT_IN_DEFAULT = "451 4.3.5 Server configuration problem";
    private static final String KEY = "policy query";

    @Override
    public Verdict check(SmtpdFacts facts) {
        Optional<String> action = service.ask(facts);
        if (action.isPresent()) {
            return verdict(action.get(), facts);
        }
        Verdict verdict = verdict(nested ? BUILT_IN_DEFAULT : service.defaultAction(), facts);
        return verdict instanceof Verdict.Ask(RestrictionList list, var subject)
                ? new Verdict.Ask(list.asDefaultAction(), subject)
                : verdict;
    }

    private Verdict verdict(String action, SmtpdFacts facts) {
        return result.verdict(action, KEY, facts.subject(), facts.subjectClass(), facts);
    }

    CheckPolicyService asDefaultAction() {
        return new CheckPolicyService(service, result, true);
    }
}
