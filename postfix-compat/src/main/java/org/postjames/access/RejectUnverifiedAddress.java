package org.postjames.access;

import java.time.Duration;
import org.postjames.address.Address;

/**
 * {@code reject_unverified_sender} and {@code reject_unverified_recipient}: refuse addresses to which mail cannot be delivered. While a probe is under way it is
 * asked again, {@code address_verify_poll_count} times in all.
 */
record RejectUnverifiedAddress(
        ReplyClass replyClass, Codes codes, String reason, boolean deferAtOnce, RestrictionContext context)
        implements Restriction {
    private static final int TEXT_LIMIT = 250;

    /** The replies to addresses that cannot be reached now, and to those that never can; 250 permits. */
    record Codes(int defer, int reject) {}

    @Override
    public Verdict check(SmtpdFacts facts) {
        boolean isSender = replyClass == ReplyClass.SENDER;
        Address address = isSender ? facts.sender() : facts.recipient();
        if (address == null || address.isNull()) {
            return Verdict.Plain.DUNNO;
        }
        AddressVerifier.Answer answer = ask(address);
        int code =
                switch (answer.status()) {
                    case DELIVERABLE -> 0;
                    case PENDING, DEFERRED -> codes.defer();
                    case UNDELIVERABLE -> codes.reject();
                };
        String text = code >= 400 && !reason.isEmpty() ? reason : answer.text();
        String dsn = isSender ? (code / 100 == 4 ? "4.1.7" : "5.1.7") : (code / 100 == 4 ? "4.1.1" : "5.1.1");
        String name = address.toString();
        return switch (code / 100) {
            case 0, 2 -> Verdict.Plain.DUNNO;
            case 4 -> {
                String shown = text.length() > TEXT_LIMIT ? text.substring(0, TEXT_LIMIT) : text;
                SmtpReply reply = SmtpdFacts.rejected(code, dsn, name, replyClass, "unverified address: " + shown);
                yield deferAtOnce ? new Verdict.Refuse(reply) : new Verdict.DeferIfPermit(reply);
            }
            default ->
                new Verdict.Refuse(SmtpdFacts.rejected(code, dsn, name, replyClass, "undeliverable address: " + text));
        };
    }

    private AddressVerifier.Answer ask(Address address) {
        int polls = context.config().get(AccessParameters.ADDRESS_VERIFY_POLL_COUNT);
        Duration delay = context.config().get(AccessParameters.ADDRESS_VERIFY_POLL_DELAY);
        AddressVerifier.Answer answer = context.verifier().query(address);
        try {
            for (int count = 1; count < polls && answer.status() == AddressVerifier.Status.PENDING; count++) {
                Thread.sleep(delay);
                answer = context.verifier().query(address);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the session ends with its next read or write
        }
        return answer;
    }
}
