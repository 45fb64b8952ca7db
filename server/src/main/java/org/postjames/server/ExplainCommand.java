package org.postjames.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.explain.Explanation;
import org.postjames.explain.ExplanationJson;
import org.postjames.explain.ExplanationText;
import org.postjames.explain.Question;
import org.postjames.server.mta.MailRehearsal;
import org.postjames.smtp.dns.DnsjavaResolver;
import org.postjames.table.HostAddress;

/** {@code postjames explain}: what would happen to mail for an address. Exit status 0 delivered, 1 refused, bounced or kept, 2 no answer. */
final class ExplainCommand {
    static final String USAGE =
            "usage: postjames explain [-c config_dir] [--json] [--sender address] [--client address[,name]]"
                    + " [--helo name] [--sasl-user name] ADDRESS";

    private static final int DELIVERED = 0;
    private static final int NOT_DELIVERED = 1;
    private static final int TROUBLE = 2;
    /** RFC 5737: nobody's address, so that no client of ours is taken for this one. */
    private static final String STRANGER = "192.0.2.1";

    /** What the command line says. */
    record Options(Optional<Path> configuration, boolean json, Question question) {
        static Options parse(List<String> words) {
            Optional<Path> configuration = Optional.empty();
            boolean json = false;
            String sender = "";
            String client = STRANGER;
            String helo = "";
            String saslUser = "";
            int at = 0;
            for (; at < words.size() && words.get(at).startsWith("-"); at++) {
                String option = words.get(at);
                if (option.equals("--json")) {
                    json = true;
                    continue;
                }
                if (option.equals("--")) {
                    at++;
                    break;
                }
                if (at + 1 == words.size()) {
                    throw new IllegalArgumentException("option " + option + " is unknown or wants a value");
                }
                String value = words.get(++at);
                switch (option) {
                    case "-c" -> configuration = Optional.of(Path.of(value));
                    case "--sender" -> sender = unbracketed(value);
                    case "--client" -> client = value;
                    case "--helo" -> helo = value;
                    case "--sasl-user" -> saslUser = value;
                    default -> throw new IllegalArgumentException("unknown option: " + option);
                }
            }
            if (words.size() - at != 1) {
                throw new IllegalArgumentException("one address is wanted");
            }
            return new Options(
                    configuration, json, question(unbracketed(words.get(at)), sender, client, helo, saslUser));
        }

        private static Question question(String address, String sender, String client, String helo, String saslUser) {
            int comma = client.indexOf(',');
            String ip = comma < 0 ? client : client.substring(0, comma);
            String name = comma < 0 ? "unknown" : client.substring(comma + 1);
            HostAddress parsed = HostAddress.parse(ip)
                    .orElseThrow(() -> new IllegalArgumentException("--client wants an IP address: " + ip));
            String literal = "[" + (parsed.isIpv6() ? "IPv6:" : "") + parsed + "]";
            String greeting = helo.isEmpty() ? (comma < 0 ? literal : name) : helo;
            return new Question(
                    bytes(address), bytes(sender), parsed.toString(), bytes(name), bytes(greeting), bytes(saslUser));
        }

        private static String unbracketed(String text) {
            return text.startsWith("<") && text.endsWith(">") ? text.substring(1, text.length() - 1) : text;
        }

        /** As everywhere behind this: one character for one byte. */
        private static String bytes(String text) {
            if (text.chars().anyMatch(c -> c < ' ')) {
                throw new IllegalArgumentException("control characters are not sent: " + text);
            }
            return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        }
    }

    private ExplainCommand() {}

    /** @return the exit status */
    static int run(List<String> words, Path configured, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(words);
            PostfixConfig config = PostfixConfig.load(
                    options.configuration().orElse(configured).toAbsolutePath().normalize());
            try (MailRehearsal rehearsal =
                    new MailRehearsal(config, new DnsjavaResolver(), Clock.systemDefaultZone())) {
                Explanation explanation = rehearsal.explain(options.question());
                String text = options.json() ? ExplanationJson.of(explanation) : ExplanationText.of(explanation);
                byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
                out.write(bytes, 0, bytes.length);
                out.flush();
                return explanation.deliverable() ? DELIVERED : NOT_DELIVERED;
            }
        } catch (IllegalArgumentException e) {
            err.println("postjames: fatal: " + e.getMessage());
            err.println(USAGE);
        } catch (ConfigurationException e) {
            for (Diagnostic d : e.diagnostics()) {
                err.println("postjames: " + d.severity().prefix() + d.origin() + ": " + d.text());
            }
        } catch (IOException e) {
            err.println("postjames: fatal: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return TROUBLE;
    }
}
