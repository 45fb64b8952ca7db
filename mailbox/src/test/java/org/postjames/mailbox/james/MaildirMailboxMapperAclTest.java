package org.postjames.mailbox.james;

import java.nio.file.Path;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.model.MailboxMapperACLTest;
import org.junit.jupiter.api.io.TempDir;

class MaildirMailboxMapperAclTest extends MailboxMapperACLTest {
    @TempDir
    Path root;

    @Override
    protected MailboxMapper createMailboxMapper() {
        return new MaildirMapperProvider(root).createMailboxMapper();
    }
}
