package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.cleanup.ContentChecks.Kind;
import org.postjames.cleanup.LineActions.Outcome;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.table.TableUnavailableException;

/** What header and body checks decide about one message. // cleanup_act(), header_checks(5) */
final class ContentActions {
    private static final int LOGGED_CONTENT = 200;
    private static final int LOGGED_ERROR = 100;

    private final ContentChecks checks;
    private final EnvelopeWriter envelope;
    private final Problems problems;
    private final List<Address> bcc = new ArrayList<>();
    private boolean enabled;
    private boolean stopped;
    private boolean hold;
    private boolean discard;
    private String filter = "";
    private String redirect = "";

    ContentActions(ContentChecks checks, boolean enabled, EnvelopeWriter envelope, Problems problems) {
        this.checks = checks;
        this.enabled = enabled;
        this.envelope = envelope;
        this.problems = problems;
    }

    private void stopFiltering() {
        enabled = false;
        stopped = true;
    }

    /** A check has decided so much that neither checks nor milters are to look at the rest. // CLEANUP_FLAG_FILTER_ALL */
    boolean isStopped() {
        return stopped;
    }

    /** Whether this message is looked at, and still is. // CLEANUP_FLAG_FILTER */
    boolean isEnabled() {
        return enabled;
    }

    boolean looksAtBody() {
        return enabled && checks.anyBody();
    }

    boolean isHeld() {
        return hold;
    }

    boolean isDiscarded() {
        return discard;
    }

    /** {@code transport:destination}, or empty. */
    String filter() {
        return filter;
    }

    /** Who gets the message instead of its recipients, or empty. */
    String redirect() {
        return redirect;
    }

    List<Address> bcc() {
        return bcc;
    }

    /** A complete header, its lines separated by LF. */
    Outcome header(byte[] data, int length, MimeStructure.Block block, boolean describesPart) {
        Kind kind = enabled ? checks.forHeader(block, describesPart) : null;
        return kind == null ? LineActions.KEEP : check(kind, data, 0, length);
    }

    /** One record of the body, {@code offset} bytes behind the beginning of its part. */
    Outcome body(byte[] data, int start, int length, long offset) {
        boolean within = checks.bodySizeLimit() == 0 || offset < checks.bodySizeLimit();
        return enabled && within ? check(Kind.BODY, data, start, length) : LineActions.KEEP;
    }

    private Outcome check(Kind kind, byte[] data, int start, int length) {
        String text = new String(data, start, length, StandardCharsets.ISO_8859_1);
        Optional<String> action;
        try {
            action = checks.maps(kind).find(text);
        } catch (TableUnavailableException e) {
            problems.lookupProblem(checks.parameter(kind));
            return LineActions.KEEP;
        }
        return action.isEmpty() ? LineActions.KEEP : act(kind, text, action.get());
    }

    private Outcome act(Kind kind, String content, String value) {
        LineActions.Found found = LineActions.Found.of(value);
        String text = found.text();
        Optional<Outcome> common = lineActions(kind).act(content, found);
        if (common.isPresent()) {
            return common.get();
        }
        switch (found.command()) {
            case "REJECT" -> reject(kind, content, text);
            case "FILTER" -> filter(kind, content, text);
            case "DISCARD" -> {
                log("discard", kind, content, text);
                discard = true;
                stopFiltering();
            }
            case "HOLD" -> {
                if (!hold) {
                    log("hold", kind, content, text);
                    hold = true;
                }
            }
            case "REDIRECT" -> redirect(kind, content, text);
            case "BCC" -> bcc(kind, content, text);
            case "PASS" -> {
                log("pass", kind, content, text);
                stopFiltering();
            }
            default -> problems.plainWarning("unknown command in " + checks.parameter(kind) + " map: " + value);
        }
        return LineActions.KEEP;
    }

    private void reject(Kind kind, String content, String text) {
        Refusal refusal = Refusal.of(text, problems);
        stopFiltering();
        log("reject", kind, content, refusal.reason());
        problems.refuse(refusal.status(), refusal.reply());
    }

    /** {@code message_reject_characters}. */
    void refuseCharacter(byte[] line) {
        Refusal refusal = Refusal.of("disallowed character", problems);
        stopFiltering();
        log("reject: content ", new String(line, StandardCharsets.ISO_8859_1), refusal.reason());
        problems.refuse(refusal.status(), refusal.reply());
    }

    private void filter(Kind kind, String content, String text) {
        if (text.isEmpty()) {
            problems.plainWarning("missing FILTER command argument in " + checks.parameter(kind) + " map");
        } else if (text.indexOf(':') < 0) {
            problems.plainWarning(
                    "bad FILTER command " + text + " in " + checks.parameter(kind) + " -- need transport:destination");
        } else {
            filter = text;
            log("filter", kind, content, text);
        }
    }

    private void redirect(Kind kind, String content, String text) {
        if (text.indexOf('@') < 0) {
            problems.plainWarning(
                    "bad REDIRECT target \"" + text + "\" in " + checks.parameter(kind) + " map -- need user@domain");
        } else {
            redirect = text;
            log("redirect", kind, content, text);
            stopFiltering();
        }
    }

    private void bcc(Kind kind, String content, String text) {
        if (text.indexOf('@') < 0) {
            problems.plainWarning(
                    "bad BCC address \"" + text + "\" in " + checks.parameter(kind) + " map -- need user@domain");
        } else {
            bcc.add(Address.of(text));
            log("bcc", kind, content, text);
        }
    }

    private LineActions lineActions(Kind kind) {
        return new LineActions(checks.parameter(kind), kind != Kind.BODY, new LineActions.Log() {
            @Override
            public void action(String action, String content, String text) {
                log(action, kind, content, text);
            }

            @Override
            public void warn(String text) {
                problems.plainWarning(text);
            }
        });
    }

    /** Says why a message will be refused. // cleanup_mime_error_callback() */
    void mimeError(String error, byte[] text, int start, int length) {
        String shown = new String(text, start, Math.min(length, LOGGED_ERROR), StandardCharsets.ISO_8859_1);
        String to = envelope.recipients().last().map(AddressSyntax::logged).orElse("unknown");
        problems.info("reject: mime-error " + error + ": " + shown + " from "
                + envelope.attributeOr(QueueAttributes.LOG_MESSAGE_ORIGIN, QueueAttributes.LOCAL) + "; from=<"
                + AddressSyntax.logged(envelope.sender()) + "> to=<" + to + ">");
    }

    private void log(String action, Kind kind, String content, String text) {
        log(action + (kind == Kind.BODY ? ": body " : ": header "), content, text);
    }

    private void log(String what, String content, String text) {
        StringBuilder line = new StringBuilder(what)
                .append(content, 0, Math.min(content.length(), LOGGED_CONTENT))
                .append(" from ")
                .append(envelope.attributeOr(QueueAttributes.LOG_MESSAGE_ORIGIN, QueueAttributes.LOCAL))
                .append("; from=<")
                .append(AddressSyntax.logged(envelope.sender()))
                .append('>');
        envelope.recipients().last().ifPresent(to -> line.append(" to=<")
                .append(AddressSyntax.logged(to))
                .append('>'));
        String protocol = envelope.attributeOr(QueueAttributes.LOG_PROTOCOL_NAME, "");
        if (!protocol.isEmpty()) {
            line.append(" proto=").append(protocol);
        }
        String helo = envelope.attributeOr(QueueAttributes.LOG_HELO_NAME, "");
        if (!helo.isEmpty()) {
            line.append(" helo=<").append(helo).append('>');
        }
        if (!text.isEmpty()) {
            line.append(": ").append(text);
        }
        problems.info(line.toString());
    }
}
