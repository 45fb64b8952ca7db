package org.postjames.delivery;

import java.util.Map;
import java.util.Optional;

/** Three accounts, so that tests do not depend on those of the machine. */
final class KnownUsers implements UserDatabase {
    private static final Map<String, SystemUser> USERS = Map.of(
            "filter", new SystemUser("filter", 500, 600, "/", "/bin/false"),
            "root", new SystemUser("root", 0, 0, "/root", "/bin/sh"),
            "postfix", new SystemUser("postfix", 100, 110, "/", "/bin/false"));
    private static final Map<String, Integer> GROUPS = Map.of("root", 0, "postdrop", 111, "staff", 50, "postfix", 110);

    @Override
    public Optional<SystemUser> byName(String name) {
        return Optional.ofNullable(USERS.get(name));
    }

    @Override
    public Optional<SystemUser> byUid(int uid) {
        return Optional.empty();
    }

    @Override
    public Optional<Integer> groupId(String name) {
        return Optional.ofNullable(GROUPS.get(name));
    }
}
