package org.postjames.smtp.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configurations that dialogues are played with: {@code [name]}, then {@code parameter = value} lines, each as {@code -o} of one smtpd service. */
final class ServiceSettings {
    static final List<String> MAIN = List.of(
            "compatibility_level = 3.6",
            "myhostname = mail.example.test",
            "mydomain = example.test",
            "myorigin = $mydomain",
            "mydestination = $myhostname, localhost.$mydomain, localhost, $mydomain",
            "mynetworks = 127.0.0.0/8",
            "inet_interfaces = 127.0.0.1",
            "inet_protocols = ipv4",
            "alias_maps =",
            "alias_database =",
            "local_recipient_maps = inline:{alice=1, bob=1, root=1}",
            "virtual_alias_domains = alias.test",
            "virtual_alias_maps = inline:{info@alias.test=alice}",
            "virtual_mailbox_domains = box.test",
            "virtual_mailbox_maps = inline:{carol@box.test=1}",
            "relay_domains = relay.test",
            "relay_recipient_maps = inline:{dave@relay.test=1}",
            "recipient_delimiter = +",
            "smtpd_authorized_xclient_hosts = 127.0.0.1",
            "smtp_dns_support_level = disabled",
            "smtp_host_lookup = native",
            "smtpd_error_sleep_time = 0",
            "message_size_limit = 100000",
            // the later defaults, which we take
            "smtpd_forbid_bare_newline = normalize",
            "smtpd_forbid_bare_newline_exclusions =",
            "smtpd_forbid_unauth_pipelining = yes",
            "smtpd_client_connection_count_limit = 0",
            "biff = no");

    private ServiceSettings() {}

    static Map<String, List<String>> all(Path file) throws IOException {
        Map<String, List<String>> services = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("[")) {
                current = new ArrayList<>();
                services.put(line.substring(1, line.indexOf(']')), current);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                current.add(line);
            }
        }
        return services;
    }
}
