package org.postjames.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A main.cf that dice decide: settings and restriction lists out of {@code dialogues/settings.tsv} and {@code dialogues/restrictions.tsv}, and tables for
 * them. All mail ends in one Maildir, so that what was accepted can be compared. A policy server and DNS stand beside it: {@link DrawnPolicy} scripts the one,
 * {@code dialogues/zone} is the other. Addresses are verified only where a table names them: the first question about each waits for its probe, and nothing
 * depends on how long that takes.
 */
final class DrawnConfiguration {
    private static final Path TABLES = Path.of("src/test/resources/dialogues");
    private static final List<String> LISTS =
            List.of("client", "helo", "sender", "relay", "recipient", "data", "end_of_data", "etrn");
    private static final List<String> KEYS = List.of(
            "a@remote.example",
            "remote.example",
            ".example",
            "192.0.2",
            "192.0.2.9",
            "games@example.test",
            "games@",
            "elsewhere.example",
            "<>",
            "null",
            "client.example",
            "user@",
            "relay.example",
            "127.0.0.1",
            "localhost",
            "unknown",
            "2001:db8",
            "virtual.example");
    static final List<String> ACTIONS = List.of(
            "OK",
            "OK",
            "DUNNO",
            "RELAY",
            "REJECT",
            "REJECT no thanks",
            "REJECT 5.1.2 not you",
            "REJECT 4.1.2 not you",
            "450 later",
            "450 4.2.9 later",
            "554 5.9.9 never",
            "550 ",
            "521 gone",
            "421 go",
            "DEFER",
            "DEFER 4.0.1 wait",
            "DEFER_IF_PERMIT perhaps",
            "DEFER_IF_REJECT 4.1.1 perhaps",
            "INFO noted",
            "WARN careful",
            "HOLD",
            "HOLD for a while",
            "DISCARD quietly",
            "REDIRECT other@example.test",
            "BCC copy@example.test",
            "PREPEND X-Test: one",
            "PREPEND no header",
            "FILTER virtual:",
            "FILTER nonsense",
            "permit_mynetworks",
            "reject_unauth_destination",
            "strict",
            "lenient, reject",
            "reject_rbl_client list.example",
            "reject_unknown_helo_hostname, lenient",
            "check_policy_service inet:127.0.0.1:@POLICY@",
            "12345",
            "nonsense");

    private final Dice dice;
    private final List<String> lines = new ArrayList<>();

    private DrawnConfiguration(Dice dice) {
        this.dice = dice;
    }

    static Scenario draw(long seed, int number) throws IOException {
        return new DrawnConfiguration(Dice.of(seed, number, -1)).scenario("draw-" + number);
    }

    private Scenario scenario(String name) throws IOException {
        lines.add("smtpd_error_sleep_time = 0");
        for (String[] setting : table("settings.tsv")) {
            if (dice.percent(Integer.parseInt(setting[1]))) {
                lines.add(setting[0] + " = "
                        + dice.one(setting[2].strip().isEmpty() ? new String[] {""} : setting[2].split(" \\| ", -1)));
            }
        }
        lines.add("smtpd_restriction_classes = strict, lenient");
        lines.add("strict = " + dice.one("reject_non_fqdn_sender, reject_non_fqdn_helo_hostname", "reject", "lenient"));
        lines.add("lenient = " + dice.one("permit_mynetworks", "permit", "reject_unauth_destination"));
        restrictions();
        lines.addAll(List.of(
                "virtual_mailbox_maps = static:all/",
                "virtual_mailbox_base = @MAIL@",
                "virtual_mailbox_limit = 0",
                "virtual_uid_maps = static:65534",
                "virtual_gid_maps = static:65534"));
        lines.add("local_transport = virtual");
        lines.add("default_transport = virtual");
        lines.add("relay_transport = virtual");
        Map<String, String> files = files();
        List<String> zone = Files.readAllLines(TABLES.resolve("zone"), StandardCharsets.UTF_8);
        return new Scenario(
                name,
                "",
                lines,
                List.of(),
                files,
                List.of(),
                Map.of("policy", DrawnPolicy.draw(dice)),
                List.of(new Scenario.Step("dns", "", zone)));
    }

    private void restrictions() throws IOException {
        List<String> weighted = new ArrayList<>();
        for (String[] restriction : table("restrictions.tsv")) {
            for (int i = Integer.parseInt(restriction[1]); i > 0; i--) {
                weighted.add(restriction[0]);
            }
        }
        for (String list : LISTS) {
            if (!dice.percent(list.equals("recipient") ? 70 : 35)) {
                continue;
            }
            List<String> drawn = new ArrayList<>();
            for (int i = dice.upTo(4); i >= 0; i--) {
                drawn.add(dice.one(weighted));
            }
            if (lines.contains("smtpd_delay_reject = no")) {
                drawn.removeIf("reject_unlisted_sender"::equals); // RejectUnlistedAddress says why it differs
                drawn.add("permit_inet_interfaces");
            }
            if (list.equals("relay")) {
                drawn.add("reject_unauth_destination"); // otherwise smtpd would not start
            }
            lines.add("smtpd_" + list + "_restrictions = " + String.join(", ", drawn));
        }
    }

    private Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        StringBuilder access = new StringBuilder();
        KEYS.stream()
                .filter(key -> dice.percent(45))
                .forEach(key ->
                        access.append(key).append(' ').append(dice.one(ACTIONS)).append('\n'));
        files.put("access", access.toString());
        files.put("clients", "192.0.2.0/28 " + dice.one(ACTIONS) + "\n2001:db8::/32 " + dice.one(ACTIONS) + "\n");
        files.put(
                "senders",
                "/^$/ " + dice.one(ACTIONS) + "\n/^user.*@/ " + dice.one(ACTIONS) + "\n!/@.*\\.example$/ "
                        + dice.one(ACTIONS) + "\n");
        files.put("recipients", "user@relay.example x\n@virtual.example x\n");
        files.put(
                "virtual",
                "user@virtual.example games\nlist@virtual.example games, a@remote.example, user@virtual.example\n"
                        + "loop@virtual.example loop@virtual.example, loop2@virtual.example\n"
                        + dice.one("", "@virtual.example other@example.test\n"));
        files.put(
                "canonical",
                "games@example.test Game.Master@example.test\na@remote.example b@remote.example\n"
                        + dice.one("", "@elsewhere.example @somewhere.example\n"));
        files.put("header_checks", checks("/^Subject: (.*)/", "/^X-Test:/", "/^Content-Type:.*boundary/"));
        files.put("body_checks", checks("/^>/", "/body/", "/^--/"));
        files.put(
                "replies",
                "list.example " + dice.one("$rbl_code 5.7.9 $rbl_what", "450 4.7.1 $client $rbl_reason") + "\n"
                        + "names.example " + dice.one("554 $rbl_class|$rbl_domain|$rbl_txt", "no code") + "\n");
        files.put(
                "servers",
                "mail.remote.example " + dice.one(ACTIONS) + "\n198.51.100 " + dice.one(ACTIONS)
                        + "\nns.elsewhere.example " + dice.one(ACTIONS) + "\n");
        files.put(
                "transport",
                "other@elsewhere.example " + dice.one("error:5.1.6 gone", "retry:4.3.9 not now")
                        + "\nuser@relay.example "
                        + dice.one("error:4.1.6 no", "discard:", "virtual:") + "\na@remote.example "
                        + dice.one("error:", "virtual:") + "\n");
        files.put("commands", commands());
        return files;
    }

    /** Rules for {@code smtpd_command_filter}; none makes another command of content, or content of a command. */
    private String commands() {
        StringBuilder rules = new StringBuilder();
        for (String rule : List.of(
                "/^NOOP (.*)/ VRFY $1",
                "/^(RCPT TO:<.*>) .*/ $1",
                "/^(MAIL FROM:\\S+) FOO.*/ $1 BODY=8BITMIME",
                "/^HELO\\s+(.*)/ EHLO $1",
                "/^(.* ORCPT=rfc822;)a\\+b/ ${1}a+2Bb",
                "/^RSET x/ RSET",
                "/^$/ NOOP",
                "/^\\s+(\\S.*)/ $1",
                "/^GET / QUIT",
                "/^(VRFY) (.*)/ $1 <$2>",
                "/^((RCPT|MAIL) +(TO|FROM))( :|)(.*)/ $1:$5",
                "/HELP/ nonsense",
                "/^ETRN @/ ETRN #")) {
            if (dice.percent(40)) {
                rules.append(rule).append('\n');
            }
        }
        return rules.toString();
    }

    private String checks(String... patterns) {
        StringBuilder text = new StringBuilder();
        for (String pattern : patterns) {
            if (dice.percent(60)) {
                text.append(pattern)
                        .append(' ')
                        .append(dice.one(
                                "REJECT",
                                "REJECT 5.6.9 bad content",
                                "WARN seen",
                                "INFO seen $1",
                                "HOLD",
                                "DISCARD",
                                "IGNORE",
                                "STRIP gone",
                                "PREPEND X-Prepended: yes",
                                "REPLACE X-Replaced: $1",
                                "REDIRECT other@example.test",
                                "BCC copy@example.test",
                                "FILTER virtual:",
                                "DUNNO",
                                "nonsense"))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static List<String[]> table(String name) throws IOException {
        return Files.readAllLines(TABLES.resolve(name), StandardCharsets.UTF_8).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", 3))
                .toList();
    }
}
