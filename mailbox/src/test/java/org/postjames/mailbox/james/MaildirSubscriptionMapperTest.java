package org.postjames.mailbox.james;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.james.core.Username;
import org.apache.james.mailbox.store.user.SubscriptionMapper;
import org.apache.james.mailbox.store.user.SubscriptionMapperTest;
import org.junit.jupiter.api.io.TempDir;

class MaildirSubscriptionMapperTest extends SubscriptionMapperTest {
    @TempDir
    Path root;

    @Override
    protected SubscriptionMapper createSubscriptionMapper() {
        TestLocator locator = new TestLocator(root);
        for (String user : List.of("user1", "user2")) {
            assertDirectory(locator.maildir(Username.of(user)));
        }
        return new MaildirSubscriptionMapper(new MaildirStore(locator));
    }

    private static void assertDirectory(Path path) {
        try {
            Files.createDirectories(path);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
