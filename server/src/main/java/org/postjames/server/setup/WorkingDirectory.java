package org.postjames.server.setup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.server.users.PasswdFile;
import org.postjames.server.users.PasswordScheme;
import org.postjames.server.users.UserCommand;

/**
 * The directory that {@code postjames run} makes at its first start: {@code etc} with a configuration of its own, {@code queue}, {@code data}, {@code mail},
 * {@code log}, {@code tls}. What exists is never changed.
 */
public final class WorkingDirectory {
    private static final List<String> FILES = List.of("main.cf", "master.cf", "aliases", "james/mailets.xml.example");
    private static final String PASSWORD_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int ROOT_MAIL_UID = 5000; // the number that VIRTUAL_README uses

    private final Path root;

    public WorkingDirectory(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    public Path configuration() {
        return root.resolve("etc");
    }

    public boolean exists() {
        return Files.exists(configuration().resolve("main.cf"));
    }

    /**
     * Makes the directory.
     *
     * @return the users that were made, with their passwords, which are stored nowhere else
     */
    public Map<String, String> make() throws IOException, ConfigurationException {
        Path etc = configuration();
        for (String name : List.of("etc/james", "etc/extensions-jars", "queue", "data", "mail/spool", "log", "tls")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.setPosixFilePermissions(root.resolve("tls"), PosixFilePermissions.fromString("rwx------"));
        if (!Files.exists(root.resolve("tls/key.pem"))) {
            SelfSignedCertificate.write(root.resolve("tls/cert.pem"), root.resolve("tls/key.pem"), "mail.example.test");
        }
        for (String name : FILES) {
            if (!Files.exists(etc.resolve(name)) && !name.equals("main.cf")) {
                Files.writeString(etc.resolve(name), template(name), StandardCharsets.UTF_8);
            }
        }
        Path vmailbox = etc.resolve("vmailbox");
        if (!Files.exists(vmailbox)) {
            Files.writeString(vmailbox, "# address  mailbox below virtual_mailbox_base; see virtual(8)\n");
        }
        giveMailToItsOwner();
        // last, because it tells that the directory is complete
        Files.writeString(etc.resolve("main.cf"), template("main.cf"), StandardCharsets.UTF_8);
        return makeUsers(PostfixConfig.load(etc));
    }

    private Map<String, String> makeUsers(PostfixConfig config) throws IOException {
        PasswdFile file = new PasswdFile(configuration().resolve("users"));
        Map<String, String> passwords = new LinkedHashMap<>();
        for (String name : List.of("alice", "bob")) {
            String user = name + "@example.test";
            String password = randomPassword();
            if (file.add(user, PasswordScheme.hash(password))) {
                UserCommand.addMailbox(config, user);
                passwords.put(user, password);
            }
        }
        return passwords;
    }

    private String template(String name) throws IOException {
        try (InputStream in = WorkingDirectory.class.getResourceAsStream("/org/postjames/conf/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the module conf is not on the class path");
            }
            long uid = mailUid();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@var@", root.toString())
                    .replace("@owner@", System.getProperty("user.name"))
                    .replace("@uid@", Long.toString(uid))
                    .replace("@gid@", Long.toString(uid == ROOT_MAIL_UID ? uid : id("unix:gid")));
        }
    }

    /** Mailboxes belong to the user who runs the server; never to root. */
    private long mailUid() throws IOException {
        long uid = id("unix:uid");
        return uid == 0 ? ROOT_MAIL_UID : uid;
    }

    private long id(String attribute) throws IOException {
        // our own process, whoever the directory belongs to
        return ((Number) Files.getAttribute(Path.of("/proc/self"), attribute)).longValue();
    }

    private void giveMailToItsOwner() throws IOException {
        if (id("unix:uid") == 0 && "root".equals(System.getProperty("user.name"))) {
            Files.setAttribute(root.resolve("mail"), "unix:uid", ROOT_MAIL_UID);
            Files.setAttribute(root.resolve("mail"), "unix:gid", ROOT_MAIL_UID);
        }
    }

    private static String randomPassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder(16);
        for (int i = 0; i < 16; i++) {
            password.append(PASSWORD_LETTERS.charAt(random.nextInt(PASSWORD_LETTERS.length())));
        }
        return password.toString();
    }
}
