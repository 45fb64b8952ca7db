package org.postjames.access;

/** {@code reject_rbl_client domain[=d.d.d.d]}: refuse clients whose address a DNS list names. A list that cannot answer refuses nobody. */
record RejectRblClient(DnsList list, RblReply reply) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        String address = facts.client().address();
        DnsList.Result result = list.findAddress(address);
        return result.answer() == DnsList.Answer.LISTED
                ? reply.refusal(list, result, address, ReplyClass.CLIENT, facts)
                : Verdict.Plain.DUNNO;
    }
}
