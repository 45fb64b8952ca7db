package org.postjames.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Defaults that Postfix computes from the host. // mail_params.c: check_myhostname(), check_mydomainname(); mynetworks.c */
final class ComputedDefaults {
    private static final Path KERNEL_HOSTNAME = Path.of("/proc/sys/kernel/hostname");
    private static final String DEFAULT_DOMAIN = "localdomain";

    private ComputedDefaults() {}

    static boolean has(String name) {
        return switch (name) {
            case "myhostname", "mydomain", "mynetworks" -> true;
            default -> false;
        };
    }

    static String of(String name, PostfixConfig config) {
        return switch (name) {
            case "myhostname" -> hostname(config);
            case "mydomain" -> domainOf(config.value("myhostname").orElse(""));
            case "mynetworks" ->
                OwnNetworks.of(
                        config.get(ConfigParameters.MYNETWORKS_STYLE),
                        config.get(GlobalParameters.INET_INTERFACES),
                        config.get(GlobalParameters.INET_PROTOCOLS));
            default -> throw new IllegalStateException(name);
        };
    }

    private static String hostname(PostfixConfig config) {
        String name = kernelHostname();
        if (name.indexOf('.') >= 0) {
            return name;
        }
        String domain = config.isSet("mydomain") ? config.value("mydomain").orElse("") : DEFAULT_DOMAIN;
        return name + "." + domain;
    }

    /** gethostname(2), without asking the network. */
    private static String kernelHostname() {
        try {
            return Files.readString(KERNEL_HOSTNAME, StandardCharsets.ISO_8859_1)
                    .strip();
        } catch (IOException noProc) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost";
            }
        }
    }

    private static String domainOf(String hostname) {
        int dot = hostname.indexOf('.');
        return dot < 0 ? DEFAULT_DOMAIN : hostname.substring(dot + 1);
    }

    /** @throws IllegalArgumentException with Postfix's words if the file cannot be read or is empty */
    static String firstLine(String name, String file) {
        String line;
        try {
            List<String> lines = Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
            line = lines.isEmpty() ? "" : LogicalLines.trim(lines.get(0));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": " + ConfigReader.reason(e), e);
        }
        if (line.isEmpty()) {
            throw new IllegalArgumentException(name + " file " + file + " is empty");
        }
        return line;
    }
}
