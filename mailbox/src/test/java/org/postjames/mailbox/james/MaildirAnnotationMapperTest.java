package org.postjames.mailbox.james;

import java.nio.file.Path;
import java.time.Clock;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSessionUtil;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.mailbox.store.mail.AnnotationMapper;
import org.apache.james.mailbox.store.mail.model.AnnotationMapperTest;
import org.junit.jupiter.api.io.TempDir;

class MaildirAnnotationMapperTest extends AnnotationMapperTest {
    @TempDir
    Path root;

    private int mailboxes;
    private MaildirMailboxSessionMapperFactory factory;

    @Override
    protected AnnotationMapper createAnnotationMapper() {
        factory = new MaildirMailboxSessionMapperFactory(new MaildirStore(new TestLocator(root)), Clock.systemUTC());
        return factory.createAnnotationMapper(MailboxSessionUtil.create(Username.of("user")));
    }

    @Override
    protected MailboxId generateMailboxId() {
        MailboxPath path = MailboxPath.forUser(Username.of("user"), "box" + ++mailboxes);
        return factory.createMailboxMapper(MailboxSessionUtil.create(Username.of("user")))
                .create(path, UidValidity.of(7))
                .block()
                .getMailboxId();
    }
}
