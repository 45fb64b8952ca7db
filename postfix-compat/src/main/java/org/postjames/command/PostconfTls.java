package org.postjames.command;

import java.io.PrintStream;
import java.security.Provider;
import java.security.Security;
import java.util.List;

/** {@code postconf -T}: what does TLS here. // postconf_other.c: pcf_show_tls() */
final class PostconfTls {
    private static final String PROVIDER = "SunJSSE";

    private PostconfTls() {}

    // Postfix differs: it names OpenSSL, because that is its TLS library; ours is the one of the Java that runs
    static void show(String mode, PrintStream out, CommandMessages messages) throws CommandFailure {
        switch (mode) {
            case "compile-version", "run-version" -> out.print(library() + "\n");
            case "public-key-algorithms" -> List.of("dsa", "ecdsa", "rsa").forEach(name -> out.print(name + "\n"));
            default -> {
                messages.warning("unknown 'postconf -T' mode: " + mode);
                throw new CommandFailure();
            }
        }
    }

    private static String library() {
        Provider provider = Security.getProvider(PROVIDER);
        return provider == null ? "Java " + Runtime.version() : PROVIDER + " " + provider.getVersionStr();
    }
}
