package org.postjames.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Names of tables that are written out in the name itself, such as {@code inline:{a=b}}, most of them well-formed, made from one seed. */
final class RandomTableName {
    private static final List<String> KEYS = List.of(
            "a",
            "b",
            "C",
            "ab",
            "Abc",
            "x.y",
            "user@Example.org",
            "@example.org",
            "*",
            "$1",
            "\"a b\"",
            "\"c=d\"",
            "k",
            "K",
            "192.0.2.1",
            "HOME",
            "PATH",
            "root",
            "nobody");
    private static final List<String> SEPARATORS = List.of(", ", ",", " ", "  ", ",\t", ", , ");
    private static final List<String> SPOILERS = List.of("{", "}", "=", "\"", "\\", ",", ":", " ");

    /** Files that the case makes: {@code @} is its directory. */
    static final List<String> FILES = List.of(
            "table t a\\x20b\\nab\\x20$1\\nk5\\x20k6\\nk6\\x20v6\\n*\\x20star\\n",
            "table re /^(a|k[0-9])$/\\x20re-$1\\n/v/\\x20a\\n",
            "table ci 192.0.2.0/24\\x20a\\n0.0.0.0/0\\x20k1\\n");

    private final Random random;

    RandomTableName(long seed) {
        this.random = new Random(seed);
    }

    /** A name of this type with so many entries or tables in it. */
    String name(String type, int entries) {
        String text = type + ":{" + list(type, entries) + "}";
        if (random.nextInt(12) > 0) {
            return text;
        }
        int at = random.nextInt(text.length());
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + pick(SPOILERS) + text.substring(at);
            default -> text + pick(SPOILERS);
        };
    }

    List<String> keys(int count) {
        List<String> keys = new ArrayList<>();
        while (keys.size() < count) {
            String key = key();
            if (!key.isEmpty()) {
                keys.add(random.nextInt(8) == 0 ? "192.0." + random.nextInt(4) + ".7" : key);
            }
        }
        return keys;
    }

    private String list(String type, int entries) {
        StringBuilder text = new StringBuilder(random.nextInt(6) == 0 ? " " : "");
        for (int i = 0; i < entries; i++) {
            text.append(i == 0 ? "" : pick(SEPARATORS)).append(type.equals("inline") ? entry() : table(2));
        }
        return text.append(random.nextInt(6) == 0 ? " " : "").toString();
    }

    private String entry() {
        return switch (random.nextInt(6)) {
            case 0 -> "{" + key() + " = " + value() + " " + value() + "}";
            case 1 -> "{ " + key() + "=" + value() + ", " + value() + " }";
            case 2 -> "{" + key() + "\t=\t{" + value() + "}}";
            default -> key() + "=" + value();
        };
    }

    private String table(int depth) {
        return switch (random.nextInt(depth > 0 ? 11 : 8)) {
            case 0 -> "static:" + value();
            case 1 ->
                random.nextBoolean()
                        ? "static:{" + value() + " " + value() + "}"
                        : "randmap:{v" + random.nextInt(100) + "}";
            case 2 -> "texthash:@/t";
            case 3 -> "regexp:@/re";
            case 4 -> "cidr:@/ci";
            case 5 -> random.nextBoolean() ? "environ:" : "unix:passwd.byname";
            case 6 -> random.nextInt(6) == 0 ? "fail:down" : "inline:{" + key() + "=" + value() + "}";
            case 7, 8 -> "inline:{" + list("inline", 1 + random.nextInt(5)) + "}";
            default ->
                pick(List.of("unionmap", "pipemap")) + ":{" + table(depth - 1) + pick(SEPARATORS) + table(depth - 1)
                        + "}";
        };
    }

    private String key() {
        return random.nextInt(3) == 0 ? pick(KEYS) : "k" + random.nextInt(40);
    }

    private String value() {
        return switch (random.nextInt(8)) {
            case 0 -> pick(KEYS);
            case 1 -> "k" + random.nextInt(40);
            case 2 -> "192.0.2." + random.nextInt(9);
            default -> "v" + random.nextInt(100);
        };
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
