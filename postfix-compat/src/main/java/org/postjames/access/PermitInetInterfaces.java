package org.postjames.access;

import java.util.Set;

/** {@code permit_inet_interfaces}: permit clients whose address is one of ours, whoever XCLIENT says that they are. */
record PermitInetInterfaces(Set<String> addresses) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return addresses.contains(facts.client().connectedAddress())
                ? facts.permitted(
                        "permit_inet_interfaces",
                        ReplyClass.CLIENT,
                        facts.client().nameAndAddress())
                : Verdict.Plain.DUNNO;
    }
}
