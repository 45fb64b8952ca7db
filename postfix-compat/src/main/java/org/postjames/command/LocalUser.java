package org.postjames.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postjames.config.PostfixConfig;
import org.postjames.pickup.SubmitPermission;
import org.postjames.table.Tables;

/** The user who runs a command. // username(3), fullname(3) */
record LocalUser(long uid, String name, String gecos) {
    /** What lists of users call one who has no account. */
    private static final String UNKNOWN = "unknown";

    static LocalUser current() throws IOException {
        long uid = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        String wanted = Long.toString(uid);
        List<String> lines = Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1);
        for (String line : lines) {
            String[] fields = line.split(":", -1);
            if (fields.length >= 7 && fields[2].equals(wanted)) {
                return new LocalUser(uid, fields[0], fields[4]);
            }
        }
        String name = System.getProperty("user.name", "?");
        return new LocalUser(uid, name.equals("?") ? UNKNOWN : name, "");
    }

    String nameOrNumber() {
        return hasAccount() ? name : Long.toString(uid);
    }

    boolean hasAccount() {
        return !name.equals(UNKNOWN);
    }

    /** Ends the command unless {@code authorized_submit_users} has this user. */
    void mustBeAllowedToSubmit(PostfixConfig config) throws CommandFailure {
        List<String> flaws = new ArrayList<>();
        try (Tables tables = Tables.of(config, flaws::add, true)) {
            Optional<String> refusal = new SubmitPermission(config, tables).refusal(name, uid);
            if (refusal.isPresent()) {
                throw new CommandFailure(flaws.isEmpty() ? refusal.get() : flaws.getFirst());
            }
        }
    }

    /** {@code $NAME}, or what the password file says up to the first comma, with {@code &} standing for the capitalized login name. */
    String fullName() {
        String fromEnvironment = System.getenv("NAME");
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            return fromEnvironment;
        }
        StringBuilder full = new StringBuilder();
        for (int i = 0; i < gecos.length(); i++) {
            char c = gecos.charAt(i);
            if (c == ',' || c == ';' || c == '%') {
                break;
            }
            if (c == '&') {
                full.append(name.substring(0, 1).toUpperCase(Locale.ROOT)).append(name.substring(1));
            } else {
                full.append(c);
            }
        }
        return full.toString();
    }
}
