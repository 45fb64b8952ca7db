package org.postjames.smtp.client;

import java.util.List;

/** Tells the postmaster of sessions in which the server broke the protocol, as {@code notify_classes} wants it. */
@FunctionalInterface
public interface SessionNotices {
    /**
     * @param client {@code SMTP} or {@code LMTP}
     * @param peer {@code host[address]:port}
     * @param transcript what was said, without passwords
     */
    void send(String client, String peer, List<String> transcript);
}
