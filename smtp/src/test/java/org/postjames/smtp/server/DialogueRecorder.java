package org.postjames.smtp.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Plays every dialogue with a Postfix of its own and writes its answers into the golden files. Run it as root: first argument the folder of the golden
 * files, second a folder for Postfix that the user {@code postfix} can reach.
 */
public final class DialogueRecorder {
    private DialogueRecorder() {}

    public static void main(String[] arguments) throws Exception {
        Path goldens = Path.of(arguments[0]);
        Path home = Path.of(arguments[1]);
        Map<String, List<String>> services =
                ServiceSettings.all(goldens.resolve("../services.cf").normalize());
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String name : services.keySet()) {
            try (ServerSocket free = new ServerSocket(0)) {
                ports.put(name, free.getLocalPort());
            }
        }
        Path etc = install(home, services, ports);
        run("/usr/sbin/postfix", "-c", etc.toString(), "start");
        try {
            awaitPort(ports.values().iterator().next());
            List<Path> files;
            try (Stream<Path> found = Files.list(goldens)) {
                files = found.filter(file -> file.toString().endsWith(".golden"))
                        .sorted()
                        .toList();
            }
            for (Path file : files) {
                record(file, ports, home.resolve("maillog"));
            }
        } finally {
            run("/usr/sbin/postfix", "-c", etc.toString(), "stop");
        }
    }

    private static void record(Path file, Map<String, Integer> ports, Path log) throws Exception {
        Dialogue dialogue = Dialogue.parse(Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1));
        long before = Files.exists(log) ? Files.size(log) : 0;
        Integer port = ports.get(dialogue.service());
        if (port == null) {
            throw new IllegalArgumentException(file + ": no service " + dialogue.service());
        }
        List<String> out = new ArrayList<>();
        out.add("# Postfix 3.7.11: smtpd, service " + dialogue.service() + " of services.cf");
        out.add("service: " + dialogue.service());
        out.addAll(dialogue.play(new InetSocketAddress("127.0.0.1", port)));
        out.addAll(log(log, before));
        Files.write(file, out, java.nio.charset.StandardCharsets.ISO_8859_1);
        System.out.println(file.getFileName());
    }

    /** What smtpd logged up to its disconnect line. */
    private static List<String> log(Path log, long before) throws Exception {
        for (int i = 0; i < 100; i++) {
            List<String> lines = new ArrayList<>();
            byte[] all = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
            String text = new String(
                    all, (int) before, (int) (all.length - before), java.nio.charset.StandardCharsets.ISO_8859_1);
            for (String line : text.split("\n")) {
                int at = line.indexOf("smtpd[");
                if (at > 0) {
                    lines.add("L: " + Dialogue.normalise(line.substring(line.indexOf("]: ", at) + 3)));
                }
            }
            if (lines.stream().anyMatch(line -> line.startsWith("L: disconnect from"))) {
                // what a new process says before it has a client is not part of the session
                int connect = lines.indexOf("L: connect from localhost[127.0.0.1]");
                return connect < 0 ? lines : lines.subList(connect, lines.size());
            }
            TimeUnit.MILLISECONDS.sleep(30);
        }
        throw new IOException("no disconnect line in the log");
    }

    private static Path install(Path home, Map<String, List<String>> services, Map<String, Integer> ports)
            throws Exception {
        run("rm", "-rf", home.toString());
        Path etc = Files.createDirectories(home.resolve("etc"));
        for (String name : List.of("q", "data", "mail")) {
            Files.createDirectories(home.resolve(name));
        }
        run("chown", "postfix", home.resolve("data").toString());
        for (String name : List.of(
                "postfix-files",
                "post-install",
                "postfix-script",
                "dynamicmaps.cf",
                "dynamicmaps.cf.d",
                "postfix-files.d")) {
            run("cp", "-r", "/etc/postfix/" + name, etc.toString());
        }
        List<String> main = new ArrayList<>(ServiceSettings.MAIN);
        main.add("queue_directory = " + home.resolve("q"));
        main.add("data_directory = " + home.resolve("data"));
        main.add("mail_spool_directory = " + home.resolve("mail"));
        main.add("maillog_file = " + home.resolve("maillog"));
        main.add("maillog_file_prefixes = " + home);
        Files.write(etc.resolve("main.cf"), main);
        List<String> master = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/usr/share/postfix/master.cf.dist"))) {
            if (!line.startsWith("smtp      inet")) {
                master.add(line.replaceAll("^(\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+)y", "$1n")
                        .replaceAll("^(\\S+\\s+(?:unix|unix-dgram|inet)\\s+\\S+\\s+\\S+\\s+)-", "$1n"));
            }
        }
        services.forEach((name, settings) -> {
            master.add("127.0.0.1:" + ports.get(name) + " inet n - n - - smtpd");
            settings.forEach(setting -> master.add("  -o { " + setting + " }"));
        });
        Files.write(etc.resolve("master.cf"), master);
        for (String name : List.of("main.cf", "master.cf")) {
            Files.setLastModifiedTime(etc.resolve(name), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        }
        return etc;
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(Duration.ofSeconds(30)) || process.exitValue() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }

    private static void awaitPort(int port) throws Exception {
        for (int i = 0; i < 100; i++) {
            try (java.net.Socket probe = new java.net.Socket("127.0.0.1", port)) {
                probe.getOutputStream().write("QUIT\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                probe.getInputStream().readAllBytes();
                TimeUnit.MILLISECONDS.sleep(300);
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IOException("Postfix does not listen");
    }
}
