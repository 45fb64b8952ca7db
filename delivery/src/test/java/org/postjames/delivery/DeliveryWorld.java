package org.postjames.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that a recorded delivery finds, and what it leaves. */
final class DeliveryWorld {
    private static final int MAIL_GROUP = 8;
    private static final int NEWS = 9;

    private DeliveryWorld() {}

    static String resource(String name) throws IOException {
        try (InputStream in = DeliveryWorld.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static void make(Path world) throws IOException {
        for (Path p = world; p.startsWith(world.getParent().getParent()); p = p.getParent()) {
            if (p.toString().length() > 5) {
                mode(p, "rwxr-xr-x");
            }
        }
        mode(Files.createDirectory(world.resolve("out")), "rwxrwxrwx");
        mode(Files.createDirectory(world.resolve("spool")), "rwxrwxr-x");
        mode(Files.createDirectory(world.resolve("vmail")), "rwxrwxrwx");
        mode(Files.createDirectory(world.resolve("vmail/v.test")), "rwxrwxrwx");
        mode(Files.createDirectory(world.resolve("forward")), "rwxr-xr-x");
        Files.setAttribute(world.resolve("spool"), "unix:gid", MAIL_GROUP);
        for (String name : List.of("aliases", "vmailbox", "vuid")) {
            write(world, name, resource(name).replace("@DIR@", world.toString()), "rw-r--r--");
        }
        write(world, "list", "# people\ngames, backup\n\nsomeone@remote.test\n", "rw-r--r--");
        write(world, "writable", "games\n", "rw-rw-rw-");
        write(world, "commands", "\"|cat > " + world + "/out/never\"\n" + world + "/out/never2\n", "rw-r--r--");
        write(world, "out/program", "", "rwxrwxrwx");
        write(world, "forward/news", "\\news, games\n", "rw-r--r--");
        write(world, "forward/news+ext", "backup\n", "rw-r--r--");
        Files.setAttribute(world.resolve("forward/news"), "unix:uid", NEWS);
        Files.setAttribute(world.resolve("forward/news+ext"), "unix:uid", NEWS);
    }

    private static void write(Path world, String name, String text, String mode) throws IOException {
        mode(Files.writeString(world.resolve(name), text), mode);
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** Every file with its mode, owner and content, as the recorder lists them. */
    static void list(Path world, List<String> lines) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String root : List.of("out", "spool", "vmail")) {
            try (Stream<Path> files = Files.walk(world.resolve(root))) {
                files.filter(f -> !f.equals(world.resolve(root)))
                        .filter(f -> !f.endsWith("program") && !f.endsWith("v.test"))
                        .forEach(found::add);
            }
        }
        found.sort((a, b) -> a.toString().compareTo(b.toString()));
        for (Path file : found) {
            String name = file.toString().replaceAll("/new/\\d.*", "/new/@FILE@");
            int mode = (Integer) Files.getAttribute(file, "unix:mode") & 07777;
            lines.add("file " + name + " " + Integer.toOctalString(mode) + " " + Files.getAttribute(file, "unix:uid")
                    + " " + Files.getAttribute(file, "unix:gid"));
            if (Files.isRegularFile(file)) {
                String text = Files.readString(file).replaceAll("(?m)^(From \\S+  ).*$", "$1@DATE@");
                for (String line : text.split("\n", -1)) {
                    lines.add("  " + line);
                }
            }
        }
    }
}
