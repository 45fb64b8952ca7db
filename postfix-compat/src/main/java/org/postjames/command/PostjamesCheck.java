package org.postjames.command;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.access.RelayProtection;
import org.postjames.config.ConfigurationException;
import org.postjames.config.ConfigurationReport;
import org.postjames.config.ConfigurationReport.Verdict;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;

/**
 * {@code postjames check [--json] [-c DIR]}: lists every line of main.cf and master.cf with what becomes of it.
 *
 * <p>Exit code 0: everything is honoured or has no meaning here, and there is no warning; 1: something is unknown or not honoured yet, or is warned of;
 * 2: it cannot work, no port would be opened.
 */
public final class PostjamesCheck {
    private static final String PROGRAM = "postjames";
    private static final int INCOMPLETE = 1;
    private static final int IMPOSSIBLE = 2;

    private PostjamesCheck() {}

    public static void main(String[] args) {
        int status = run(args, System.out, System.err);
        Exit.with(status);
    }

    /** @param args what follows {@code check} */
    static int run(String[] args, PrintStream out, PrintStream err) {
        List<String> words = new ArrayList<>(List.of(args));
        boolean json = words.removeIf("--json"::equals);
        CommandLine line = new CommandLine(PROGRAM, words.toArray(String[]::new), "c:", err);
        String directory = Optional.ofNullable(System.getenv("MAIL_CONFIG")).orElse("/etc/postfix");
        for (int option = line.next(); option != CommandLine.END; option = line.next()) {
            if (option == CommandLine.BAD) {
                err.println("usage: postjames check [--json] [-c config_dir]");
                return IMPOSSIBLE;
            }
            directory = line.value();
        }
        try {
            return report(PostfixConfig.load(Path.of(directory), RelayProtection::checkServices), json, out);
        } catch (ConfigurationException e) {
            if (json) {
                print(out, CheckJson.text("impossible", e.diagnostics(), List.of(), Map.of()));
            } else {
                for (Diagnostic diagnostic : e.diagnostics()) {
                    print(err, PROGRAM + ": fatal: " + diagnostic.origin() + ": " + diagnostic.text() + "\n");
                }
            }
            return IMPOSSIBLE;
        }
    }

    private static int report(PostfixConfig config, boolean json, PrintStream out) {
        ConfigurationReport report = ConfigurationReport.of(config);
        List<ConfigurationReport.Item> items = report.items();
        List<Diagnostic> flaws = new ArrayList<>(config.diagnostics());
        flaws.addAll(report.unreadFiles());
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        items.forEach(item -> counts.merge(item.verdict(), 1, Integer::sum));
        boolean clean = flaws.isEmpty() && !counts.containsKey(Verdict.NOT_YET) && !counts.containsKey(Verdict.UNKNOWN);
        if (json) {
            print(out, CheckJson.text(clean ? "clean" : "warnings", flaws, items, counts));
        } else {
            for (Diagnostic diagnostic : flaws) {
                print(out, diagnostic.origin() + ": " + diagnostic.severity().prefix() + diagnostic.text() + "\n");
            }
            items.forEach(item -> print(out, item + "\n"));
            List<String> summary = new ArrayList<>();
            counts.forEach((verdict, count) -> summary.add(count + " " + verdict));
            print(out, String.join(", ", summary) + "\n");
        }
        return clean ? 0 : INCOMPLETE;
    }

    private static void print(PrintStream stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }
}
