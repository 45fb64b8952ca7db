package org.postjames.smtp.server.sasl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code smtpd.conf} of the Cyrus SASL library, as far as saslauthd is concerned. // Cyrus SASL: options
 *
 * @param file what was read; the place where it was looked for last if there is none
 * @param method {@code pwcheck_method}
 * @param mechanisms those of {@code mech_list} that saslauthd can serve
 * @param socket {@code saslauthd_path}
 */
record CyrusConfig(Path file, String method, List<String> mechanisms, Path socket) {
    private static final List<String> POSSIBLE = List.of("PLAIN", "LOGIN");

    /**
     * @param directories where to look, in order
     * @param name {@code smtpd_sasl_path}, without {@code .conf}
     */
    static CyrusConfig read(List<Path> directories, String name) throws IOException {
        Path file = Path.of(name + ".conf");
        Map<String, String> options = new HashMap<>();
        for (Path directory : directories) {
            file = directory.resolve(name + ".conf");
            if (Files.isReadable(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                    option(line).ifPresent(pair -> options.put(pair[0], pair[1]));
                }
                break;
            }
        }
        List<String> offered = new ArrayList<>(POSSIBLE);
        String list = options.get("mech_list");
        if (list != null) {
            List<String> wanted = List.of(list.toUpperCase(Locale.ROOT).trim().split("\\s+"));
            offered.retainAll(wanted);
        }
        return new CyrusConfig(
                file,
                options.getOrDefault("pwcheck_method", "auxprop"),
                List.copyOf(offered),
                Path.of(options.getOrDefault("saslauthd_path", "/var/run/saslauthd/mux")));
    }

    private static Optional<String[]> option(String line) {
        int colon = line.indexOf(':');
        if (line.startsWith("#") || colon <= 0) {
            return Optional.empty();
        }
        return Optional.of(new String[] {
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip()
        });
    }

    boolean usesSaslauthd() {
        return List.of(method.toLowerCase(Locale.ROOT).split("\\s+")).contains("saslauthd");
    }
}
