package org.postjames.command;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.postjames.config.ConfigurationException;
import org.postjames.config.ConfigurationReport;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;

/**
 * {@code postjames check -c DIR}: lists every line of main.cf and master.cf with what becomes of it.
 *
 * <p>Exit code 0: everything is honoured or has no meaning here; 1: something is unknown or not honoured yet; 2: it cannot work, no port would be
 * opened.
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
        CommandLine line = new CommandLine(PROGRAM, args, "c:", err);
        String directory = Optional.ofNullable(System.getenv("MAIL_CONFIG")).orElse("/etc/postfix");
        for (int option = line.next(); option != CommandLine.END; option = line.next()) {
            if (option == CommandLine.BAD) {
                err.println("usage: postjames check [-c config_dir]");
                return IMPOSSIBLE;
            }
            directory = line.value();
        }
        try {
            return report(PostfixConfig.load(Path.of(directory)), out);
        } catch (ConfigurationException e) {
            for (Diagnostic diagnostic : e.diagnostics()) {
                print(err, PROGRAM + ": fatal: " + diagnostic.origin() + ": " + diagnostic.text());
            }
            return IMPOSSIBLE;
        }
    }

    private static int report(PostfixConfig config, PrintStream out) {
        int[] counts = new int[ConfigurationReport.Verdict.values().length];
        for (Diagnostic diagnostic : config.diagnostics()) {
            print(out, diagnostic.origin() + ": " + diagnostic.severity().prefix() + diagnostic.text());
        }
        for (ConfigurationReport.Item item : ConfigurationReport.of(config).items()) {
            counts[item.verdict().ordinal()]++;
            print(out, item.toString());
        }
        StringBuilder summary = new StringBuilder();
        for (ConfigurationReport.Verdict verdict : ConfigurationReport.Verdict.values()) {
            if (counts[verdict.ordinal()] > 0) {
                summary.append(summary.isEmpty() ? "" : ", ")
                        .append(counts[verdict.ordinal()])
                        .append(' ')
                        .append(verdict);
            }
        }
        print(out, summary.toString());
        boolean complete = counts[ConfigurationReport.Verdict.NOT_YET.ordinal()] == 0
                && counts[ConfigurationReport.Verdict.UNKNOWN.ordinal()] == 0;
        return complete ? 0 : INCOMPLETE;
    }

    private static void print(PrintStream stream, String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }
}
