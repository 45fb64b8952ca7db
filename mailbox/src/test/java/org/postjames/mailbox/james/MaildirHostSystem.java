package org.postjames.mailbox.james;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.james.core.quota.QuotaCountLimit;
import org.apache.james.core.quota.QuotaSizeLimit;
import org.apache.james.imap.encode.main.DefaultImapEncoderFactory;
import org.apache.james.imap.main.DefaultImapDecoderFactory;
import org.apache.james.imap.processor.main.DefaultImapProcessorFactory;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.metrics.logger.DefaultMetricFactory;
import org.apache.james.mpt.api.ImapFeatures;
import org.apache.james.mpt.api.ImapFeatures.Feature;
import org.apache.james.mpt.host.JamesImapHostSystem;

/** James's IMAP server over Maildirs, as the IMAP scripts want it. */
final class MaildirHostSystem extends JamesImapHostSystem {
    private static final ImapFeatures FEATURES = ImapFeatures.of(
            Feature.NAMESPACE_SUPPORT,
            Feature.MOVE_SUPPORT,
            Feature.USER_FLAGS_SUPPORT,
            Feature.ANNOTATION_SUPPORT,
            Feature.MOD_SEQ_SEARCH);

    private Path root;
    private MaildirMailboxes.Running running;

    @Override
    public void beforeTest() throws Exception {
        super.beforeTest();
        root = Files.createTempDirectory("imap");
        running = MaildirMailboxes.open(
                new MaildirStore(new TestLocator(root)),
                authenticator,
                authorizator,
                new DefaultMetricFactory(),
                Clock.systemUTC());
        MaildirMailboxes mailboxes = running.mailboxes();
        configure(
                new DefaultImapDecoderFactory().buildImapDecoder(),
                new DefaultImapEncoderFactory().buildImapEncoder(),
                DefaultImapProcessorFactory.createDefaultProcessor(
                        mailboxes,
                        running.eventBus(),
                        running.subscriptions(),
                        mailboxes.getQuotaComponents().getQuotaManager(),
                        mailboxes.getQuotaComponents().getQuotaRootResolver(),
                        new DefaultMetricFactory()));
    }

    @Override
    public void afterTest() throws Exception {
        running.close();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot clean up " + root, e);
        }
        super.afterTest();
    }

    @Override
    protected MailboxManager getMailboxManager() {
        return running.mailboxes();
    }

    @Override
    public boolean supports(Feature... features) {
        return FEATURES.supports(features);
    }

    @Override
    public void setQuotaLimits(QuotaCountLimit count, QuotaSizeLimit size) {
        throw new UnsupportedOperationException("no quota yet");
    }

    @Override
    protected void await() {}
}
