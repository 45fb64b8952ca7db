package org.postjames.server.mta;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.explain.ExplanationRecorder;
import org.postjames.explain.Question;
import org.postjames.smtp.server.SmtpScript;

/** The client of an explanation: one message without content to one recipient. Each command is a step. */
final class ExplainedSession implements SmtpScript {
    private static final int REFUSED = 400;

    private final ExplanationRecorder recorder;
    private final List<String> lines;
    private ExplanationRecorder.@Nullable OpenStep step;
    private String refusal = "";
    private int at;
    private boolean complete;

    ExplainedSession(Question question, ExplanationRecorder recorder) {
        this.recorder = recorder;
        boolean ascii = (question.sender() + question.address()).chars().allMatch(c -> c < 128);
        this.lines = List.of(
                "EHLO " + question.helo(),
                "MAIL FROM:<" + question.sender() + ">" + (ascii ? "" : " SMTPUTF8"),
                "RCPT TO:<" + question.address() + ">",
                "DATA",
                ".");
    }

    /** The first reply that refuses something, or empty. */
    String refusal() {
        return complete || !refusal.isEmpty() ? refusal : "421 4.3.0 the session ends without an answer";
    }

    @Override
    public Optional<String> next(String replies) {
        List<String> said = replies.lines().toList();
        String last = said.isEmpty() ? "" : said.getLast();
        if (step != null) {
            step.result(
                    at == 1
                            ? last.substring(0, Math.min(3, last.length()))
                            : String.join(" ", said).replaceFirst(": queued as .*", ""));
        }
        if (last.length() < 3 || Integer.parseInt(last.substring(0, 3)) >= REFUSED) {
            refusal = String.join(" ", said);
            return Optional.empty();
        }
        if (at == lines.size()) {
            complete = true;
            return Optional.empty();
        }
        String line = lines.get(at++);
        step = recorder.begin("smtpd", line.equals(".") ? "end of the message" : line);
        return Optional.of(line);
    }
}
