package org.postjames.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A cipher list in OpenSSL's words, applied to the cipher suites of the JDK. As in OpenSSL it decides about TLS 1.2 and before; TLS 1.3 has suites of its
 * own, which stay. // ciphers(1)
 */
public final class OpenSslCipherList {
    /** What OpenSSL knows and the JDK has not, or not any more: excluding it is no news. */
    private static final Set<String> ABSENT = Set.of(
            "NULL",
            "ENULL",
            "ANULL",
            "EXP",
            "EXPORT",
            "EXPORT40",
            "EXPORT56",
            "LOW",
            "MEDIUM",
            "RC4",
            "RC2",
            "DES",
            "3DES",
            "IDEA",
            "SEED",
            "CAMELLIA",
            "CAMELLIA128",
            "CAMELLIA256",
            "ARIA",
            "ARIA128",
            "ARIA256",
            "ADH",
            "AECDH",
            "PSK",
            "KPSK",
            "APSK",
            "KECDHEPSK",
            "KDHEPSK",
            "KRSAPSK",
            "SRP",
            "KSRP",
            "ASRP",
            "GOST94",
            "GOST89MAC",
            "KGOST",
            "AGOST",
            "AGOST01",
            "AES128CCM8",
            "AESCCM",
            "AESCCM8",
            "CBC3",
            "MD5",
            "SSLV2",
            "KRB5",
            "FZA",
            "DSS",
            "ADSS",
            "KDHR",
            "KDHD",
            "COMPLEMENTOFALL",
            "COMPLEMENTOFDEFAULT",
            "TLSV1.3");

    private final List<String> words;
    private final List<String> suites;
    private final Set<String> unknown = new TreeSet<>();

    /**
     * @param list {@code tls_medium_cipherlist} and the like
     * @param exclusions {@code smtpd_tls_exclude_ciphers}, …: words and names, each excluded for good
     * @param available the JDK's suites in its order
     */
    public OpenSslCipherList(String list, List<String> exclusions, List<String> available) {
        words = new ArrayList<>(List.of(list.trim().split("[:, ]+")));
        for (String exclusion : exclusions) {
            for (String word : exclusion.split(":")) {
                words.add("!" + word);
            }
        }
        suites = select(available);
    }

    /** The suites that remain, TLS 1.3 first. */
    public List<String> suites() {
        return suites;
    }

    /** Words that neither OpenSSL's vocabulary nor a suite here explains. */
    public Set<String> unknown() {
        return unknown;
    }

    private List<String> select(List<String> available) {
        List<String> old =
                available.stream().filter(suite -> suite.contains("_WITH_")).toList();
        Set<String> chosen = new LinkedHashSet<>();
        Set<String> killed = new LinkedHashSet<>();
        for (String word : words) {
            if (word.isEmpty() || word.equals("!")) {
                continue;
            }
            if (word.startsWith("@")) {
                List<String> sorted = new ArrayList<>(chosen);
                sorted.sort(Comparator.comparing(suite -> -CipherNames.bits(suite)));
                chosen.clear();
                chosen.addAll(sorted);
                continue;
            }
            char first = word.charAt(0);
            boolean signed = first == '!' || first == '-' || first == '+';
            List<String> matching = matching(signed ? word.substring(1) : word, old);
            switch (first) {
                case '!' -> {
                    killed.addAll(matching);
                    matching.forEach(chosen::remove);
                }
                case '-' -> matching.forEach(chosen::remove);
                case '+' -> {
                    matching = matching.stream().filter(chosen::contains).toList();
                    matching.forEach(chosen::remove);
                    chosen.addAll(matching);
                }
                default -> chosen.addAll(matching);
            }
            chosen.removeAll(killed);
        }
        List<String> all = new ArrayList<>(
                available.stream().filter(suite -> !suite.contains("_WITH_")).toList());
        all.addAll(chosen);
        return List.copyOf(all);
    }

    /** {@code A+B} means both. */
    private List<String> matching(String word, List<String> available) {
        List<String> found = available;
        for (String part : word.split("\\+")) {
            String name = part.toUpperCase(Locale.ROOT);
            if (!isKnown(name, available)) {
                unknown.add(part);
            }
            found = found.stream().filter(suite -> matches(name, suite)).toList();
        }
        return found;
    }

    private static boolean isKnown(String name, List<String> available) {
        return ABSENT.contains(name)
                || name.startsWith("TLS_")
                || isClass(name)
                || available.stream().anyMatch(suite -> matches(name, suite))
                // a suite that OpenSSL has, made of words that are known
                || name.matches("([A-Z0-9]+-)+[A-Z0-9]+");
    }

    private static boolean isClass(String name) {
        return switch (name) {
            case "ALL",
                    "DEFAULT",
                    "HIGH",
                    "FIPS",
                    "SUITEB128",
                    "SUITEB192",
                    "KRSA",
                    "ARSA",
                    "RSA",
                    "ECDSA",
                    "AECDSA",
                    "KEDH",
                    "KDHE",
                    "EDH",
                    "DHE",
                    "DH",
                    "KEECDH",
                    "KECDHE",
                    "EECDH",
                    "ECDHE",
                    "ECDH",
                    "AES",
                    "AES128",
                    "AES256",
                    "AESGCM",
                    "CHACHA20",
                    "SHA",
                    "SHA1",
                    "SHA256",
                    "SHA384",
                    "TLSV1.2",
                    "TLSV1",
                    "TLSV1.0",
                    "SSLV3" -> true;
            default -> false;
        };
    }

    private static boolean matches(String name, String suite) {
        boolean ecdhe = suite.startsWith("TLS_ECDHE_");
        boolean dhe = suite.startsWith("TLS_DHE_");
        boolean kRsa = suite.startsWith("TLS_RSA_");
        boolean ecdsa = suite.startsWith("TLS_ECDHE_ECDSA_");
        boolean aead = suite.contains("_GCM_") || suite.contains("CHACHA20");
        return switch (name) {
            case "ALL", "DEFAULT", "HIGH" -> !suite.contains("3DES") && !suite.contains("NULL");
            case "MEDIUM", "3DES" -> suite.contains("3DES");
            case "FIPS" -> !suite.contains("CHACHA20");
            case "KRSA", "RSA" -> kRsa;
            case "ARSA" -> suite.contains("_RSA_WITH_");
            case "ECDSA", "AECDSA" -> ecdsa;
            case "DSS", "ADSS" -> suite.contains("_DSS_WITH_");
            case "KEDH", "KDHE", "EDH", "DHE", "DH" -> dhe;
            case "KEECDH", "KECDHE", "EECDH", "ECDHE", "ECDH" -> ecdhe;
            case "AES" -> suite.contains("_AES_");
            case "AES128" -> suite.contains("_AES_128_");
            case "AES256" -> suite.contains("_AES_256_");
            case "AESGCM" -> suite.contains("_GCM_");
            case "CHACHA20" -> suite.contains("CHACHA20");
            case "SHA", "SHA1" -> suite.endsWith("_SHA");
            case "SHA256" -> !aead && suite.endsWith("_SHA256");
            case "SHA384" -> !aead && suite.endsWith("_SHA384");
            case "TLSV1.2" -> aead || suite.endsWith("_SHA256") || suite.endsWith("_SHA384");
            case "TLSV1", "TLSV1.0" -> ecdhe && suite.endsWith("_SHA");
            case "SSLV3" -> !ecdhe && suite.endsWith("_SHA");
            default -> CipherNames.openSsl(suite).equalsIgnoreCase(name) || suite.equalsIgnoreCase(name);
        };
    }
}
