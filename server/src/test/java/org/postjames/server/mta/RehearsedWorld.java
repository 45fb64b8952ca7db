package org.postjames.server.mta;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

/** A configuration with tables of every kind that decides where mail goes, and addresses that meet them. */
final class RehearsedWorld {
    private static final boolean ROOT = System.getProperty("user.name").equals("root");
    /** An account that this process may deliver to; mail is not delivered with root's rights. */
    private static final String USER = ROOT ? "nobody" : System.getProperty("user.name");

    private static final List<String> DOMAINS = List.of(
            "example.test",
            "mail.example.test",
            "alias.test",
            "mbox.test",
            "relay.test",
            "sub.relay.test",
            "remote.test",
            "error.test",
            "retry.test",
            "slow.test",
            "old.test",
            "wild.test",
            "[127.0.0.1]",
            "[192.0.2.9]",
            "bad-.test",
            "localhost");
    private static final List<String> LOCAL_PARTS = List.of(
            USER,
            "staff",
            "nested",
            "circle",
            "there",
            "list",
            "command",
            "file",
            "included",
            "ghost",
            "away",
            "pingpong",
            "self",
            "postmaster",
            "mailer-daemon",
            "nobody-here",
            "moved",
            "canon",
            "sales",
            "many",
            "loop",
            "anna",
            "bert",
            "refused",
            "discarded",
            "owner-list",
            "\"two words\"",
            "user%relay.test",
            "\"user@remote.test\"",
            "site!user",
            "-dash",
            "a.b",
            ".a");

    /** Settings that decide where mail goes, each with the values it may have; the first is Postfix's own or that of main.cf. */
    private static final List<List<String>> SETTINGS = List.of(
            List.of("recipient_delimiter", "+", "+-", "-.", ""),
            List.of(
                    "propagate_unmatched_extensions",
                    "canonical, virtual, alias, forward",
                    "canonical, virtual",
                    "alias, forward, include",
                    ""),
            List.of("relayhost", "[gate.example.test]:2525", "", "relay.example.test", "sub.mail.example.test:26"),
            List.of(
                    "sender_dependent_relayhost_maps",
                    "",
                    "inline:{{sender@remote.test = [his.example.test]:587}, {@remote.test = DUNNO}}",
                    "inline:{{@alias.test = alias-gate.test}, {sender@remote.test = }}",
                    "fail:down"),
            List.of(
                    "sender_dependent_default_transport_maps",
                    "",
                    "inline:{{sender@remote.test = slow:his.example.test}, {other@alias.test = error:5.7.1 not for you}}",
                    "inline:{{@remote.test = slow}, {<> = retry:4.3.0 no notices today}}"),
            List.of("default_transport", "smtp", "slow:[all.example.test]", "error:no mail goes out"),
            List.of("relay_transport", "relay", "relay:[inside.example.test]", "slow"),
            List.of("local_transport", "local:$myhostname", "error:5.1.1 nobody lives here", "slow:[lmtp.test]"),
            List.of("virtual_transport", "virtual", "discard:mailboxes are closed", "slow"),
            List.of("relocated_maps", "hash:@DIR@/etc/relocated", "", "inline:{{@relay.test = elsewhere}}"),
            List.of(
                    "transport_maps",
                    "hash:@DIR@/etc/transport",
                    "inline:{{* = slow:[star.test]}, {example.test = :}, {sub.relay.test = :[sub.test]:2626}}",
                    "inline:{{staff@example.test = discard:}, {anna+ext@alias.test = discard:ext}, {.test = relay}}"),
            List.of("parent_domain_matches_subdomains", "transport_maps", "relay_domains, transport_maps", ""),
            List.of("append_dot_mydomain", "no", "yes"),
            List.of("append_at_myorigin", "yes", "no"),
            List.of("swap_bangpath", "yes", "no"),
            List.of("allow_percent_hack", "yes", "no"),
            List.of("resolve_dequoted_address", "yes", "no"),
            List.of("resolve_numeric_domain", "no", "yes"),
            List.of("resolve_null_domain", "no", "yes"),
            List.of("allow_untrusted_routing", "no", "yes"),
            List.of("masquerade_domains", "", "example.test relay.test"),
            List.of("masquerade_classes", "envelope_sender, header_sender, header_recipient", "envelope_recipient"),
            List.of("canonical_classes", "envelope_sender, envelope_recipient", "envelope_sender"),
            List.of("virtual_alias_recursion_limit", "1000", "2"),
            List.of("virtual_alias_expansion_limit", "1000", "3"),
            List.of("expand_owner_alias", "no", "yes"),
            List.of("owner_request_special", "yes", "no"),
            List.of("double_bounce_sender", "double-bounce", "nested"),
            List.of("local_recipient_maps", "proxy:unix:passwd.byname $alias_maps", "", "$alias_maps"));

    private static final List<String> EXTENSIONS = List.of("+ext", "+ext", "+other", "+other", "-ext", ".ext", "+-ext");
    private static final List<String> SENDERS =
            List.of("sender@remote.test", "other@alias.test", "anna@mbox.test", "SENDER+x@Remote.test");

    private final Path directory;
    private final List<String> drawn;

    /** @param random draws the settings that differ from the main.cf of the resources: none of them once in a while */
    RehearsedWorld(Path directory, Random random) throws IOException {
        this.directory = directory;
        this.drawn = drawn(random);
        mode(directory.toAbsolutePath().getParent(), "rwxr-xr-x");
        mode(directory, "rwxr-xr-x");
        for (String open : List.of("spool", "out", "vmail", "vmail/mbox.test", "forward")) {
            mode(Files.createDirectories(directory.resolve(open)), "rwxrwxrwx");
        }
        mode(directory.resolve("forward"), "rwxr-xr-x");
        Files.createDirectories(configuration());
        for (String file : List.of(
                "main.cf",
                "master.cf",
                "canonical",
                "recipient_canonical",
                "virtual",
                "virtual.regexp",
                "transport",
                "relocated",
                "aliases",
                "access",
                "vmailbox",
                "relay_recipients",
                "included")) {
            write(configuration().resolve(file), resource(file));
        }
        Files.writeString(
                configuration().resolve("main.cf"),
                String.join("\n", drawn).replace("@DIR@", directory.toString()) + "\n",
                StandardOpenOption.APPEND);
        write(directory.resolve("forward/" + USER + "+ext"), "\\" + USER + ", other@remote.test\n");
    }

    private static List<String> drawn(Random random) {
        List<String> lines = new ArrayList<>();
        int changes = random.nextInt(9);
        for (List<String> setting : SETTINGS) {
            if (random.nextInt(SETTINGS.size()) < changes) {
                lines.add(setting.getFirst() + " = " + setting.get(1 + random.nextInt(setting.size() - 1)));
            }
        }
        return lines;
    }

    /** What is set otherwise than in the main.cf of the resources. */
    List<String> settings() {
        return drawn;
    }

    static String sender(Random random) {
        return SENDERS.get(random.nextInt(3) == 0 ? random.nextInt(SENDERS.size()) : 0);
    }

    private void write(Path path, String text) throws IOException {
        String expanded = text.replace("@DIR@", directory.toString()).replace("@USER@", USER);
        for (String id : List.of("uid", "gid")) {
            String number = ROOT ? "65534" : String.valueOf(Files.getAttribute(directory, "unix:" + id));
            expanded = expanded.replace("@" + id.toUpperCase(Locale.ROOT) + "@", number);
        }
        mode(Files.writeString(path, expanded), "rw-r--r--");
    }

    private static String resource(String name) throws IOException {
        try (var in = RehearsedWorld.class.getResourceAsStream("rehearsal/" + name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    Path configuration() {
        return directory.resolve("etc");
    }

    /** Addresses in the form of RCPT TO without brackets. */
    static List<String> addresses(Random random, int count) {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            String local = LOCAL_PARTS.get(random.nextInt(LOCAL_PARTS.size()));
            if (!local.startsWith("\"") && random.nextInt(4) == 0) {
                local += EXTENSIONS.get(random.nextInt(EXTENSIONS.size()));
            }
            if (random.nextInt(8) == 0) {
                local = local.toUpperCase(Locale.ROOT);
            }
            String domain = DOMAINS.get(random.nextInt(random.nextInt(3) == 0 ? DOMAINS.size() : 5));
            if (random.nextInt(10) == 0) {
                domain = domain.toUpperCase(Locale.ROOT);
            }
            String address = random.nextInt(20) == 0 ? local : local + "@" + domain;
            all.add(random.nextInt(50) == 0 ? "@route.test:" + address : address);
        }
        return all;
    }

    private List<Path> files(String below) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve(below))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Everything that a delivery or a queue has written. */
    List<Path> leftBehind() throws IOException {
        List<Path> all = new ArrayList<>(files("spool"));
        all.addAll(files("out"));
        all.addAll(files("vmail"));
        if (Files.exists(directory.resolve("queue"))) {
            all.addAll(files("queue"));
        }
        return all;
    }

    /** How many messages each Maildir and file holds, apart from bounces and notices: {@code owner-list} and the postmaster get those. */
    Map<String, Integer> written() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (String below : List.of("spool", "out", "vmail")) {
            for (Path file : files(below)) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (file.getParent().endsWith("new")) {
                    if (!text.contains("Mail Delivery System")) {
                        counts.merge(file.getParent().getParent().toString(), 1, Integer::sum);
                    }
                } else {
                    counts.put(file.toString(), (int) text.lines()
                            .filter(line -> line.startsWith("From "))
                            .count());
                }
            }
        }
        return counts;
    }

    /** Waits until nothing is new or being delivered. */
    static void awaitEmpty(PostfixConfig config) throws Exception {
        Path queue = Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY));
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (count(queue.resolve("incoming")) + count(queue.resolve("active")) > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the queue does not become empty");
            }
            Thread.onSpinWait();
        }
    }

    private static long count(Path queue) throws IOException {
        try (Stream<Path> files = Files.list(queue)) {
            return files.count();
        }
    }

    /** An SMTP client that sends one message at a time. */
    static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;

        Client(InetSocketAddress server) throws IOException {
            socket = new Socket(server.getAddress(), server.getPort());
            socket.setSoTimeout(60_000);
            socket.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            out = socket.getOutputStream();
            reply();
            say("EHLO client.test");
        }

        private String reply() throws IOException {
            String line;
            do {
                line = in.readLine();
                if (line == null) {
                    throw new IOException("the server has hung up");
                }
            } while (line.length() > 3 && line.charAt(3) == '-');
            return line;
        }

        private String say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return reply();
        }

        /** The reply that refuses it, or the last one. */
        String send(String sender, String recipient) throws IOException {
            String reply = say("MAIL FROM:<" + sender + ">");
            if (reply.startsWith("2")) {
                reply = say("RCPT TO:<" + recipient + ">");
            }
            if (reply.startsWith("2")) {
                reply = say("DATA");
            }
            if (reply.startsWith("3")) {
                return say("\r\n.");
            }
            say("RSET");
            return reply;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
