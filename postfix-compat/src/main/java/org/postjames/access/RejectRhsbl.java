package org.postjames.access;

/** {@code reject_rhsbl_client} and the like, {@code domain[=d.d.d.d]}: refuse names that a DNS list names. A list that cannot answer refuses nobody. */
record RejectRhsbl(Judged judged, DnsList list, RblReply reply) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        String name = judged.of(facts);
        if (name == null) {
            return Verdict.Plain.DUNNO;
        }
        DnsList.Result result = list.findDomain(name);
        return result.answer() == DnsList.Answer.LISTED
                ? reply.refusal(list, result, name, judged.replyClass(), facts)
                : Verdict.Plain.DUNNO;
    }
}
