package org.postjames.mailbox.james;

import java.nio.file.Path;
import org.apache.james.mailbox.store.mail.model.MapperProvider;
import org.apache.james.mailbox.store.mail.model.MessageMapperTest;
import org.apache.james.utils.UpdatableTickingClock;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KnownDifferences.class)
class MaildirMessageMapperTest extends MessageMapperTest {
    @TempDir
    Path root;

    private MaildirMapperProvider provider;

    @Override
    protected MapperProvider createMapperProvider() {
        provider = new MaildirMapperProvider(root);
        return provider;
    }

    @Override
    protected UpdatableTickingClock updatableTickingClock() {
        return provider.clock;
    }
}
