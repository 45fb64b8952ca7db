package org.postjames.delivery;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.postjames.access.HostNames;
import org.postjames.cleanup.Cleanup;
import org.postjames.cleanup.TranscriptNotice;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.smtp.client.SessionNotices;

/** Puts what the clients have to tell the postmaster into the queue. // smtp_chat.c: smtp_chat_notify() */
public final class PostmasterNotices implements SessionNotices {
    private static final String PROGRAM = "smtp";

    private final TranscriptNotice notice;
    private final boolean utf8;
    private final MailLog log;

    public PostmasterNotices(PostfixConfig config, Cleanup cleanup, MailLog log, Clock clock) {
        PostfixConfig its = config.forProgram(PROGRAM);
        this.notice = new TranscriptNotice(its, cleanup, clock);
        this.utf8 = its.get(DeliveryParameters.SMTPUTF8_ENABLE);
        this.log = log;
    }

    @Override
    public void send(String client, String peer, List<String> transcript) {
        try {
            notice.send(new TranscriptNotice.Text(
                    client + " client: errors from " + peer,
                    List.of("Unexpected response from " + peer + ".", ""),
                    transcript.stream()
                            .map(said -> HostNames.printable(said, '?', utf8))
                            .toList(),
                    List.of()));
        } catch (IOException e) {
            log.warning(PROGRAM, "postmaster notify: " + e.getMessage());
        }
    }
}
