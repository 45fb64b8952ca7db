package org.postjames.server.mailet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.RecipientStatus;

/**
 * The mailets at {@code after-queue}: once per message, before its first delivery, and again after a restart of the server if the message is still there
 * then. The attribute {@code org.postjames.reply} makes it bounce (5xx) or wait (4xx); {@code Mail.GHOST} throws it away.
 */
final class AfterQueueMailets {
    private static final int REMEMBERED = 50_000;

    private final MailetChain chain;
    private final MailetRun run;
    private final ReentrantLock lock = new ReentrantLock();

    /** Queue ids that passed. */
    private final Map<String, Boolean> passed = new LinkedHashMap<>(256, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    AfterQueueMailets(MailetChain chain, MailetRun run) {
        this.chain = chain;
        this.run = run;
    }

    /** @return nothing if the message may be delivered */
    Optional<List<RecipientStatus>> judge(DeliveryRequest request) {
        if (chain.isEmpty() || seen(request.queueId().text(), false)) {
            return Optional.empty();
        }
        LazyMail mail = MailetRun.mail(request, AdminMailets.AFTER_QUEUE);
        Optional<List<RecipientStatus>> verdict = run.run(chain, mail, request, AdminMailets.AFTER_QUEUE);
        if (verdict.isEmpty()) {
            seen(request.queueId().text(), true);
        }
        return verdict;
    }

    private boolean seen(String id, boolean add) {
        lock.lock();
        try {
            return add ? passed.put(id, true) != null : passed.containsKey(id);
        } finally {
            lock.unlock();
        }
    }
}
