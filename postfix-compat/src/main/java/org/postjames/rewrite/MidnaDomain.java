package org.postjames.rewrite;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A domain name in UTF-8, and what the DNS calls it: labels with {@code xn--}. A name that has no such form is no domain name. // midna_domain.c;
 * UTS #46, ToASCII, nontransitional, without STD3 rules; RFC 3492
 */
public final class MidnaDomain {
    /** What is wrong, in the order and under the names of ICU's uidna.h. */
    private enum Flaw {
        EMPTY_LABEL,
        LABEL_TOO_LONG,
        DOMAIN_NAME_TOO_LONG,
        LEADING_HYPHEN,
        TRAILING_HYPHEN,
        HYPHEN_3_4,
        LEADING_COMBINING_MARK,
        DISALLOWED,
        PUNYCODE,
        INVALID_ACE_LABEL
    }

    private static final String ACE_PREFIX = "xn--";
    private static final int LABEL_LIMIT = 63;
    private static final int NAME_LIMIT = 254;
    private static final int SHOWN = 100;

    private MidnaDomain() {}

    /**
     * The name with each label in ASCII; an ASCII name as it is.
     *
     * @param name each character stands for one byte of UTF-8
     * @param warnings is told, in Postfix's words, why there is none
     */
    public static Optional<String> toAscii(String name, Consumer<String> warnings) {
        if (name.chars().allMatch(c -> c < 128)) {
            return Optional.of(name);
        }
        Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
        String ascii = convert(new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8), flaws);
        String problem = "malformed ASCII label(s)";
        if (!flaws.isEmpty()) {
            problem = String.join(
                    ", ", flaws.stream().map(flaw -> "UIDNA_ERROR_" + flaw).toList());
        } else if (HostNames.isHostname(ascii)) {
            return Optional.of(ascii);
        }
        warnings.accept("midna_domain_to_ascii_create: Problem translating domain \""
                + name.substring(0, Math.min(SHOWN, name.length())) + "\" to ASCII form: " + problem);
        return Optional.empty();
    }

    private static String convert(String name, Set<Flaw> flaws) {
        String[] labels = map(name, flaws).split("\\.", -1);
        List<String> ascii = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i].isEmpty() && (i < labels.length - 1 || i == 0)) {
                flaws.add(Flaw.EMPTY_LABEL);
            }
            String label = label(labels[i], flaws);
            if (label.length() > LABEL_LIMIT) {
                flaws.add(Flaw.LABEL_TOO_LONG);
            }
            ascii.add(label);
        }
        String result = String.join(".", ascii);
        if (result.length() > NAME_LIMIT || result.length() == NAME_LIMIT && !result.endsWith(".")) {
            flaws.add(Flaw.DOMAIN_NAME_TOO_LONG);
        }
        return result;
    }

    private static String label(String label, Set<Flaw> flaws) {
        if (label.startsWith(ACE_PREFIX)) {
            checkAceLabel(label, flaws);
            return label;
        }
        check(label, flaws);
        return label.chars().allMatch(c -> c < 128) ? label : ACE_PREFIX + Punycode.encode(label);
    }

    private static void checkAceLabel(String label, Set<Flaw> flaws) {
        Optional<String> decoded = Punycode.decode(label.substring(ACE_PREFIX.length()));
        if (decoded.isEmpty()) {
            flaws.add(Flaw.PUNYCODE);
            return;
        }
        String text = decoded.get();
        if (text.chars().allMatch(c -> c < 128)
                || !map(text, EnumSet.noneOf(Flaw.class)).equals(text)) {
            flaws.add(Flaw.INVALID_ACE_LABEL);
        } else {
            check(text, flaws);
        }
    }

    private static void check(String label, Set<Flaw> flaws) {
        if (label.startsWith("-")) {
            flaws.add(Flaw.LEADING_HYPHEN);
        }
        if (label.endsWith("-")) {
            flaws.add(Flaw.TRAILING_HYPHEN);
        }
        if (label.startsWith("--", 2)) {
            flaws.add(Flaw.HYPHEN_3_4);
        }
        if (!label.isEmpty() && isMark(label.codePointAt(0))) {
            flaws.add(Flaw.LEADING_COMBINING_MARK);
        }
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** Each character by what the mapping table has for it, then in normal form. // UTS #46, 4 steps 1 and 2 */
    private static String map(String text, Set<Flaw> flaws) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isDisallowed(c)) {
                flaws.add(Flaw.DISALLOWED);
                out.append('\uFFFD');
            } else if (isDeviation(c)) {
                out.appendCodePoint(c);
            } else if (!isIgnored(c)) {
                String mapped = folded(Character.toString(c));
                if (c > 127 && c != 0xFF0E && mapped.indexOf('.') >= 0) {
                    flaws.add(Flaw.DISALLOWED);
                }
                out.append(c == 0x3002 || c == 0xFF61 ? "." : mapped);
            }
        });
        return Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    /** The compatibility form in lower case. */
    private static String folded(String character) {
        StringBuilder out = new StringBuilder();
        Normalizer.normalize(character, Normalizer.Form.NFKC).codePoints().forEach(c -> {
            switch (c) {
                case 0x131, 0xDF -> out.appendCodePoint(c);
                case 0x130 -> out.append("i\u0307");
                case 0x1E9E -> out.append("ss");
                default ->
                    Character.toString(c)
                            .toUpperCase(Locale.ROOT)
                            .codePoints()
                            .map(upper -> isCherokee(upper) ? upper : Character.toLowerCase(upper))
                            .forEach(out::appendCodePoint);
            }
        });
        return Normalizer.normalize(out, Normalizer.Form.NFKC);
    }

    /** Cherokee alone folds to upper case. */
    private static boolean isCherokee(int c) {
        return c >= 0x13A0 && c <= 0x13F5;
    }

    /** IDNA 2003 had other characters for these; nontransitional processing keeps them. */
    private static boolean isDeviation(int c) {
        return c == 0xDF || c == 0x3C2 || c == 0x200C || c == 0x200D;
    }

    private static boolean isIgnored(int c) {
        return c == 0xAD
                || c == 0x34F
                || c >= 0x180B && c <= 0x180D
                || c == 0x180F
                || c == 0x200B
                || c == 0x2060
                || c == 0x2064
                || c >= 0xFE00 && c <= 0xFE0F
                || c == 0xFEFF
                || c >= 0x1BCA0 && c <= 0x1BCA3
                || c >= 0xE0100 && c <= 0xE01EF;
    }

    private static boolean isDisallowed(int c) {
        if (c < 128 || isIgnored(c) || isDeviation(c)) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> isDisallowedByTable(c);
        };
    }

    /** What no property tells. // IdnaMappingTable.txt, version 15 */
    private static boolean isDisallowedByTable(int c) {
        return switch (c) {
            case 0x4C0, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x1680, 0x17B4, 0x17B5, 0x1806, 0x2132, 0x2183 -> true;
            case 0xFFFC, 0xFFFD, 0x2F868, 0x2F874, 0x2F91F, 0x2F95F, 0x2F9BF -> true;
            default -> c >= 0x10A0 && c <= 0x10C5 || c >= 0x2FF0 && c <= 0x2FFF;
        };
    }
}
