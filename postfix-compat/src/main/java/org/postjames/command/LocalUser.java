package org.postjames.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The user who runs a command. // username(3), fullname(3) */
record LocalUser(long uid, String name, String gecos) {
    /** Nothing if the password file does not know the user. */
    static Optional<LocalUser> current() throws IOException {
        long uid = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        String wanted = Long.toString(uid);
        List<String> lines = Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1);
        for (String line : lines) {
            String[] fields = line.split(":", -1);
            if (fields.length >= 7 && fields[2].equals(wanted)) {
                return Optional.of(new LocalUser(uid, fields[0], fields[4]));
            }
        }
        String name = System.getProperty("user.name", "?");
        return name.equals("?") ? Optional.empty() : Optional.of(new LocalUser(uid, name, ""));
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
