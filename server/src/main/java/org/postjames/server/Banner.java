package org.postjames.server;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.postjames.config.PostfixConfig;

/** What {@code postjames run} tells the person who started it. */
final class Banner {
    private Banner() {}

    static void print(PrintStream out, PostfixConfig config, List<String> open, Map<String, String> newUsers) {
        out.println("Postjames is running, configuration " + config.directory());
        open.forEach(line -> out.println("  " + line));
        if (!newUsers.isEmpty()) {
            out.println("Users, with passwords that are stored nowhere in clear:");
            newUsers.forEach((user, password) -> out.println("  " + user + "  " + password));
            String alice = newUsers.keySet().iterator().next();
            out.println("Try:");
            out.println("  printf 'Subject: hello\\n\\nHello\\n' | curl -s smtp://" + address(open, "SMTP ")
                    + " --mail-from bob@example.test" + " --mail-rcpt " + alice + " -T -");
            out.println("  curl -sk 'imaps://" + address(open, "IMAPS ") + "/INBOX;MAILINDEX=1' -u '" + alice + ":"
                    + newUsers.get(alice) + "'");
            out.println("  " + System.getProperty("postjames.home", "distribution/target/postjames") + "/bin/mailq -C "
                    + config.directory());
        }
        out.println("Ctrl-C stops it.");
        out.flush();
    }

    private static String address(List<String> open, String service) {
        return open.stream()
                .filter(line -> line.startsWith(service))
                .findFirst()
                .map(line -> line.substring(service.length()))
                .orElse("127.0.0.1");
    }
}
