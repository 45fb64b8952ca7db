package org.postjames.server.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A place for queue, log and mailboxes beside a configuration that is somebody else's: {@code etc} holds a main.cf that sets only these places anew, and
 * links to every other file. Commands that shall see this queue take {@code -c STATE/etc}.
 */
public final class StateDirectory {
    private final Path root;
    private final Path source;

    public StateDirectory(Path root, Path source) {
        this.root = root.toAbsolutePath().normalize();
        this.source = source.toAbsolutePath().normalize();
    }

    public Path configuration() {
        return root.resolve("etc");
    }

    /** Makes or refreshes {@code STATE/etc}; called again at each reload. */
    public void refresh(boolean maildirs) throws IOException {
        for (String name : List.of("etc", "queue", "data", "log", "mail/spool")) {
            Files.createDirectories(root.resolve(name));
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(source)) {
            for (Path file : files) {
                Path link = configuration().resolve(file.getFileName().toString());
                if (!file.getFileName().toString().equals("main.cf")
                        && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(link, file);
                }
            }
        }
        Map<String, String> places = new LinkedHashMap<>();
        places.put("queue_directory", root.resolve("queue").toString());
        places.put("data_directory", root.resolve("data").toString());
        places.put("maillog_file", root.resolve("log/mail.log").toString());
        places.put("maillog_file_prefixes", root.resolve("log").toString());
        places.put("mail_spool_directory", root.resolve("mail/spool") + (maildirs ? "/" : ""));
        places.put("home_mailbox", "");
        places.put("virtual_mailbox_base", root.resolve("mail").toString());
        List<String> text = without(Files.readAllLines(source.resolve("main.cf"), StandardCharsets.ISO_8859_1), places);
        text.add("# set by --state " + root);
        places.forEach((name, value) -> text.add(name + " = " + value));
        Files.write(configuration().resolve("main.cf"), text, StandardCharsets.ISO_8859_1);
    }

    private static List<String> without(List<String> lines, Map<String, String> names) {
        List<String> kept = new ArrayList<>();
        boolean dropping = false;
        for (String line : lines) {
            boolean continued = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            boolean comment = line.isBlank() || line.stripLeading().startsWith("#");
            if (!continued && !comment) {
                int equals = line.indexOf('=');
                dropping = equals > 0
                        && names.containsKey(line.substring(0, equals).strip());
            }
            // a comment in its place: line numbers in messages stay those of the original
            kept.add(dropping && !comment ? "# " + line : line);
        }
        return kept;
    }
}
