package org.postjames.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answer;
import org.postjames.dns.DnsResolver.Answers;
import org.postjames.dns.DnsResolver.Answers.Status;
import org.postjames.dns.DnsUnavailableException;

/** {@code reject_rbl_client domain[=d.d.d.d]}: refuse clients that a DNS list names. A list that cannot answer refuses nobody. */
record RejectRblClient(String domain, String wanted, int code, RestrictionContext context) implements Restriction {
    private static final int TEXT_LIMIT = 500;

    @Override
    public Verdict check(SmtpdFacts facts) {
        String address = facts.client().address();
        if (!HostNames.isIpv4(address)) {
            // Postfix differs: it also asks about IPv6 clients, because our query by nibbles is not built yet
            return Verdict.Plain.DUNNO;
        }
        String query = reversed(address) + domain;
        try {
            Answers answers = context.dns().lookup(query, DnsResolver.Type.A);
            if (answers.status() != Status.FOUND || !matches(answers.records())) {
                return Verdict.Plain.DUNNO;
            }
        } catch (DnsUnavailableException e) {
            context.warn(query + ": RBL lookup error: " + e.getMessage());
            return Verdict.Plain.DUNNO;
        }
        Map<String, String> names = Map.of(
                "rbl_code", Integer.toString(code),
                "rbl_class", ReplyClass.CLIENT.toString(),
                "rbl_what", address,
                "rbl_domain", domain,
                "rbl_reason", reason(query));
        String text = RblReply.expand(context.config().get(AccessParameters.DEFAULT_RBL_REPLY), names);
        return new Verdict.Refuse(RblReply.parse(text, code));
    }

    private boolean matches(List<Answer> records) {
        return wanted.isEmpty()
                || records.stream().anyMatch(answer -> answer.data().equals(wanted));
    }

    private String reason(String query) {
        try {
            List<String> texts = new ArrayList<>();
            for (Answer answer :
                    context.dns().lookup(query, DnsResolver.Type.TXT).records()) {
                texts.add(answer.data());
            }
            String text = String.join(" / ", texts);
            return text.length() > TEXT_LIMIT ? text.substring(0, TEXT_LIMIT) : text;
        } catch (DnsUnavailableException e) {
            return "";
        }
    }

    private static String reversed(String address) {
        String[] parts = address.split("\\.");
        return parts[3] + "." + parts[2] + "." + parts[1] + "." + parts[0] + ".";
    }
}
