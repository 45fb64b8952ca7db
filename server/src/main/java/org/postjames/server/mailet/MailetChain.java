package org.postjames.server.mailet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.AttributeName;
import org.apache.mailet.Mail;
import org.apache.mailet.Mailet;
import org.apache.mailet.Matcher;
import org.jspecify.annotations.Nullable;
import org.postjames.access.SmtpReply;

/** The mailets of one processor, in order. A mailet that matches some recipients only sees a mail with these; what it does to the message holds for all. */
final class MailetChain {
    /** Set by a mailet, a text {@code "550 5.7.1 No invoices, please"}: what the client is told, or why the message bounces or waits. */
    static final AttributeName REPLY = AttributeName.of("org.postjames.reply");

    /** Set by a mailet before the queue, to {@code true}: the message goes to {@code hold}. */
    static final AttributeName HOLD = AttributeName.of("org.postjames.hold");

    static final MailetChain EMPTY = new MailetChain(List.of(), new MailetThreads(Duration.ZERO));

    /** @param matcher null for {@code All} */
    record Step(@Nullable Matcher matcher, Mailet mailet) {}

    private final List<Step> steps;
    private final MailetThreads threads;

    MailetChain(List<Step> steps, MailetThreads threads) {
        this.steps = List.copyOf(steps);
        this.threads = threads;
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Runs until the end, or a mailet sets a reply or another state. */
    void run(LazyMail mail) throws MessagingException {
        threads.run(() -> runHere(mail));
    }

    private void runHere(LazyMail mail) throws MessagingException {
        String state = mail.getState();
        for (Step step : steps) {
            Matcher matcher = step.matcher();
            Collection<MailAddress> matched = matcher == null ? mail.getRecipients() : matcher.match(mail);
            if (matched == null || matched.isEmpty() && matcher != null) {
                continue;
            }
            if (matcher == null || new HashSet<>(matched).containsAll(mail.getRecipients())) {
                step.mailet().service(mail);
            } else {
                part(step.mailet(), mail, matched);
            }
            if (reply(mail).isPresent()
                    || !state.equals(mail.getState())
                    || mail.envelope().isEmpty()) {
                return;
            }
        }
    }

    private static void part(Mailet mailet, LazyMail mail, Collection<MailAddress> matched) throws MessagingException {
        mail.getMessage(); // shared by both, so that a change is one change
        LazyMail part = (LazyMail) mail.duplicate();
        part.setRecipients(matched);
        mailet.service(part);
        List<MailAddress> rest = new ArrayList<>(mail.getRecipients());
        rest.removeAll(matched);
        if (!Mail.GHOST.equals(part.getState())) {
            rest.addAll(part.getRecipients());
        }
        mail.setRecipients(rest);
        mail.setMessage(part.getMessage());
        part.attributes().forEach(mail::setAttribute);
    }

    /** @throws MessagingException when the text is no reply: somebody's mailet is wrong, and the mail waits */
    static Optional<SmtpReply> reply(Mail mail) throws MessagingException {
        Optional<String> text =
                mail.getAttribute(REPLY).map(a -> String.valueOf(a.getValue().value()));
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text.get()));
    }

    static boolean isHeld(Mail mail) {
        return mail.getAttribute(HOLD)
                .map(attribute -> Boolean.TRUE.equals(attribute.getValue().value()))
                .orElse(false);
    }

    private static SmtpReply parse(String text) throws MessagingException {
        String[] words = text.split(" ", 3);
        boolean coded = words[0].length() == 3
                && (words[0].charAt(0) == '4' || words[0].charAt(0) == '5')
                && words[0].chars().allMatch(c -> c >= '0' && c <= '9');
        if (!coded || words.length < 2 || text.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new MessagingException("a mailet set a reply that is none: " + text.replaceAll("[^ -~]", "?"));
        }
        int code = Integer.parseInt(words[0]);
        boolean enhanced =
                words[1].length() >= 5 && words[1].charAt(0) == words[0].charAt(0) && words[1].charAt(1) == '.';
        if (enhanced) {
            return new SmtpReply(code, words[1], words.length > 2 ? words[2] : "");
        }
        return new SmtpReply(code, words[0].charAt(0) + ".7.1", text.substring(4));
    }
}
