package org.postjames.integration;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The directories and ports of one mail system for one scenario: {@code etc}, {@code q}, {@code data}, {@code mail}, {@code log}. */
record Workspace(Path root, int port, int sinkPort, Map<String, Integer> ports) {
    /** @param ports of further servers, by the name that stands for each in a scenario, without the {@code @} around it */
    Workspace {
        ports = Map.copyOf(ports);
    }

    Workspace(Path root, int port, int sinkPort) {
        this(root, port, sinkPort, Map.of());
    }

    static Workspace create(Path root, int sinkPort) throws IOException {
        return create(root, sinkPort, Map.of());
    }

    static Workspace create(Path root, int sinkPort, Map<String, Integer> servers) throws IOException {
        for (String name : List.of("etc", "q", "data", "mail", "log")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.setPosixFilePermissions(root.resolve("mail"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Map<String, Integer> ports = new LinkedHashMap<>(servers);
        ports.put("SECOND", freePort());
        return new Workspace(root, freePort(), sinkPort, ports);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Path etc() {
        return root.resolve("etc");
    }

    Path queue() {
        return root.resolve("q");
    }

    Path mail() {
        return root.resolve("mail");
    }

    /** Where a scenario's policy server listens besides its port. */
    Path policySocket() {
        return root.resolve("policy.socket");
    }

    /** Where a scenario's sink listens besides its port. */
    Path sinkSocket() {
        return root.resolve("sink.socket");
    }

    Path maillog() {
        return root.resolve("log/maillog");
    }

    /** Puts this run's directories and ports where the scenario names them. */
    String fill(String text) {
        String filled = text;
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            filled = filled.replace("@" + port.getKey() + "@", port.getValue().toString());
        }
        return filled.replace("@POLICYSOCKET@", policySocket().toString())
                .replace("@SINKSOCKET@", sinkSocket().toString())
                .replace("@ETC@", etc().toString())
                .replace("@MAIL@", mail().toString())
                .replace("@SINK@", String.valueOf(sinkPort))
                .replace("@PORT@", String.valueOf(port));
    }

    /**
     * Writes main.cf, master.cf and the scenario's files, with times in the past so that no command waits for them to settle. A common setting stands in
     * main.cf unless the scenario has its own, or has it in a comment.
     */
    void configure(Scenario scenario) throws IOException {
        String masterCf = resource("master.cf");
        String own = String.join("\n", scenario.mainCf()) + "\n";
        StringBuilder common = new StringBuilder();
        for (Map.Entry<String, String> setting : commonSettings().entrySet()) {
            if (!own.matches("(?s)(.*\\n)?#?" + setting.getKey() + "\\s*=.*")) {
                common.append(setting.getKey())
                        .append(" = ")
                        .append(setting.getValue())
                        .append('\n');
            }
        }
        write(etc().resolve("main.cf"), fill(common + own));
        write(etc().resolve("master.cf"), fill(masterCf + String.join("\n", scenario.masterCf()) + "\n"));
        for (Map.Entry<String, String> file : scenario.files().entrySet()) {
            write(etc().resolve(file.getKey()), fill(file.getValue()));
        }
        try (Stream<Path> files = Files.walk(etc())) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
            }
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Workspace.class.getResourceAsStream("/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private Map<String, String> commonSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("compatibility_level", "3.6");
        settings.put("queue_directory", queue().toString());
        settings.put("data_directory", root.resolve("data").toString());
        settings.put("maillog_file", maillog().toString());
        settings.put("maillog_file_prefixes", root.toString());
        settings.put("mail_spool_directory", mail().toString());
        settings.put("inet_interfaces", "127.0.0.1");
        settings.put("inet_protocols", "ipv4");
        settings.put("myhostname", "mail.example.test");
        settings.put("mydomain", "example.test");
        settings.put("myorigin", "$mydomain");
        settings.put("mydestination", "$myhostname, $mydomain, localhost");
        settings.put("mynetworks", "127.0.0.0/8");
        settings.put("smtpd_authorized_xclient_hosts", "127.0.0.1");
        settings.put("smtp_host_lookup", "native");
        settings.put("smtp_dns_support_level", "disabled");
        settings.put("biff", "no");
        settings.put("alias_maps", "hash:@ETC@/aliases");
        settings.put("alias_database", "");
        settings.put("local_recipient_maps", "unix:passwd.byname $alias_maps");
        settings.put("default_database_type", "hash");
        settings.put("smtpd_forbid_bare_newline", "normalize");
        settings.put("smtpd_forbid_bare_newline_exclusions", "");
        settings.put("notify_classes", "");
        return settings;
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
