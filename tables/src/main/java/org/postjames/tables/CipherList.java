package org.postjames.tables;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A list of ciphers as OpenSSL has it, for Java: names of OpenSSL or of the standard; {@code HIGH}, {@code DEFAULT} and {@code ALL} are what Java enables,
 * which has nothing of what {@code !aNULL}, {@code !eNULL}, {@code !MD5}, {@code !RC4}, {@code !3DES}, {@code !EXPORT} and {@code !LOW} leave out. Names of
 * TLS 1.2 ciphers leave those of 1.3 as they are, and the other way round. // ciphers(1)
 */
final class CipherList {
    private static final Set<String> USUAL = Set.of("HIGH", "DEFAULT", "ALL");
    private static final Set<String> NEVER_THERE =
            Set.of("!aNULL", "!eNULL", "!MD5", "!RC4", "!3DES", "!EXPORT", "!LOW");
    private static final Pattern NAME = Pattern.compile(
            "(?:(ECDHE|DHE)-(RSA|ECDSA)-)?(?:AES(128|256)-(GCM-)?(SHA(?:256|384)?)|(CHACHA20-POLY1305))");

    private CipherList() {}

    /** The standard's names, in order. @throws GeneralSecurityException if a word means nothing here */
    static List<String> parse(String list) throws GeneralSecurityException {
        List<String> usual =
                List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
        Set<String> known =
                Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        Set<String> found = new LinkedHashSet<>();
        for (String word : list.split("[:, ]+")) {
            if (USUAL.contains(word)) {
                found.addAll(usual);
            } else if (!NEVER_THERE.contains(word)) {
                String name = standard(word);
                if (!known.contains(name)) {
                    throw new GeneralSecurityException("no cipher match: " + word);
                }
                found.add(name);
            }
        }
        for (boolean newer : new boolean[] {true, false}) {
            if (found.stream().noneMatch(name -> isNewer(name) == newer)) {
                usual.stream().filter(name -> isNewer(name) == newer).forEach(found::add);
            }
        }
        return new ArrayList<>(found);
    }

    /** TLS 1.3's name no key exchange. */
    private static boolean isNewer(String name) {
        return !name.contains("_WITH_");
    }

    private static String standard(String word) {
        Matcher parts = NAME.matcher(word);
        if (!parts.matches()) {
            return word;
        }
        String exchange = parts.group(1) == null ? "RSA" : parts.group(1) + "_" + parts.group(2);
        return "TLS_" + exchange + "_WITH_"
                + (parts.group(6) != null
                        ? "CHACHA20_POLY1305_SHA256"
                        : "AES_" + parts.group(3) + (parts.group(4) == null ? "_CBC_" : "_GCM_") + parts.group(5));
    }
}
