package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The installed Dovecot on one Maildir, through doveadm. */
final class Dovecot {
    private static final Path DOVEADM = Path.of("/usr/bin/doveadm");
    private static final int NOBODY = 65534;

    private final Path root;

    Dovecot(Path root) throws IOException {
        this.root = root;
        int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int mailUid = uid == 0 ? NOBODY : uid; // Dovecot refuses to read mail as root
        Files.createDirectories(maildir());
        Files.writeString(
                root.resolve("dovecot.conf"),
                String.join(
                        "\n",
                        "base_dir = " + root.resolve("run"),
                        "log_path = /dev/stderr",
                        "protocols =",
                        "ssl = no",
                        "mail_location = maildir:" + maildir(),
                        "mail_home = " + root,
                        "mail_uid = " + mailUid,
                        "mail_gid = " + mailUid,
                        "first_valid_uid = 1",
                        "first_valid_gid = 1",
                        ""));
        give(mailUid);
        // The way there is open to the mail user.
        for (Path p = root; p != null && uid == 0 && p.startsWith(Path.of("/tmp/junit-")); p = p.getParent()) {
            Files.setPosixFilePermissions(p, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setPosixFilePermissions(root, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static boolean isInstalled() {
        return Files.isExecutable(DOVEADM);
    }

    Path maildir() {
        return root.resolve("Maildir");
    }

    private void give(int uid) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:gid", uid);
                Files.setAttribute(file, "unix:uid", uid);
            }
        }
    }

    /** What doveadm prints. */
    String run(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(DOVEADM.toString(), "-c", root.resolve("dovecot.conf").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("USER", "nobody");
        builder.environment().put("HOME", root.toString());
        Path errors = root.resolve("errors");
        builder.redirectError(errors.toFile());
        Process process = builder.start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.US_ASCII));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + Files.readString(errors));
        }
        return output;
    }

    /** {@code uid flags} of each message of a mailbox, as Dovecot sees it. */
    List<String> fetch(String mailbox) throws IOException, InterruptedException {
        String output = run("", "-f", "tab", "fetch", "uid flags size.virtual", "mailbox", mailbox, "all");
        return output.lines().skip(1).map(line -> line.replace('\t', ' ')).toList();
    }
}
