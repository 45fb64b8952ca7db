package org.postjames.pickup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Optional;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queuefile.QueueLayout;
import org.postjames.table.Tables;

/**
 * Takes mail of users who may not write to {@code maildrop} themselves, as the set-gid postdrop does for Postfix. Who they are the system says, not they.
 *
 * <p>They send records as {@code postdrop -r} reads them; the answer is lines whose first letter says what they are. // postdrop(1)
 */
public final class SubmissionService {
    public static final char QUEUE_ID = 'Q';
    public static final char WARNING = 'W';
    public static final char FATAL = 'F';
    /** The end: 0 if the message is taken, less if the user did not send it to its end; then the reason, if one can be told. */
    public static final char STATUS = 'S';

    private static final String PROGRAM = "postdrop";

    private final PostfixConfig config;
    private final Tables tables;
    private final MailLog log;
    private final Runnable trigger;

    /** @param trigger is called when there is mail to pick up */
    public SubmissionService(PostfixConfig config, Tables tables, MailLog log, Runnable trigger) {
        this.config = config;
        this.tables = tables;
        this.log = log;
        this.trigger = trigger;
    }

    /** @param user the login name, or the number of one who has none */
    public void talk(String user, InputStream in, OutputStream out) throws IOException {
        UserPrincipal owner =
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
        Answer answer = new Answer(out);
        try (MaildropFile file = MaildropFile.create(QueueLayout.of(config), Instant.now())) {
            long uid = file.owner(owner);
            Optional<String> refusal = new SubmitPermission(config, tables).refusal(user, uid);
            if (refusal.isPresent()) {
                log.log(PROGRAM, org.postjames.diagnostic.Diagnostic.Severity.FATAL, refusal.get());
                answer.line(FATAL, refusal.get());
                return;
            }
            answer.line(QUEUE_ID, file.id().text());
            int limit = config.get(SubmitParameters.LINE_LENGTH_LIMIT);
            PostdropInput input = new PostdropInput(
                    new BufferedInputStream(in),
                    limit,
                    uid,
                    new LoginSenders(config, tables, answer::warning, user),
                    answer::warning);
            int status = input.copy(file.records());
            if (status == 0) {
                file.commit();
                trigger.run();
            }
            answer.line(STATUS, status + " " + input.reason());
        } catch (PostdropInput.MalformedInputException e) {
            log.log(PROGRAM, org.postjames.diagnostic.Diagnostic.Severity.FATAL, String.valueOf(e.getMessage()));
            answer.line(FATAL, String.valueOf(e.getMessage()));
        }
    }

    private final class Answer {
        private final OutputStream out;

        Answer(OutputStream out) {
            this.out = out;
        }

        void line(char kind, String text) throws IOException {
            out.write((kind + text.replace('\n', '?') + "\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        void warning(String text) {
            log.warning(PROGRAM, text);
            try {
                line(WARNING, text);
            } catch (IOException e) {
                // the user has gone; the log has it
            }
        }
    }
}
