package org.postjames.mailbox.james;

import java.nio.file.Path;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.model.MailboxMapperTest;
import org.junit.jupiter.api.io.TempDir;

class MaildirMailboxMapperTest extends MailboxMapperTest {
    @TempDir
    Path root;

    private MaildirMapperProvider provider;

    @Override
    protected MailboxMapper createMailboxMapper() {
        provider = new MaildirMapperProvider(root);
        return provider.createMailboxMapper();
    }

    @Override
    protected MailboxId generateId() {
        return provider.generateId();
    }
}
