package org.postjames.mailbox.james;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.james.core.Username;

record TestLocator(Path root) implements MaildirLocator {
    @Override
    public Path maildir(Username user) {
        return root.resolve(user.asString()).resolve("Maildir");
    }

    @Override
    public Stream<Username> users() {
        return Stream.of();
    }
}
