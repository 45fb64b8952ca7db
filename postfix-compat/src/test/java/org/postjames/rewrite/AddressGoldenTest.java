package org.postjames.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** 738 addresses under twenty configurations beside what Postfix's trivial-rewrite answered and logged. Recorded by {@code src/test/scripts/record-addresses.py}. */
class AddressGoldenTest {
    private static final Map<AddressClass, Integer> CLASSES = Map.of(
            AddressClass.LOCAL, 256,
            AddressClass.VIRTUAL_ALIAS, 512,
            AddressClass.VIRTUAL_MAILBOX, 1024,
            AddressClass.RELAY, 2048,
            AddressClass.DEFAULT, 4096);
    private static final String UTF_8 =
            "[\\xC2-\\xDF][\\x80-\\xBF]|[\\xE0-\\xEF][\\x80-\\xBF]{2}|\\xF0[\\x90-\\xBF][\\x80-\\xBF]{2}";
    private static final int ROUTED = 2;
    private static final int ERROR = 4;
    private static final int FAIL = 8;

    private static final List<String> RESOLVED = List.of(
            "hacks",
            "plain",
            "noorigin",
            "nothing",
            "nodequote",
            "routes",
            "patterns",
            "nullsender",
            "broken",
            "broken2",
            "transportfail",
            "wildcardfail",
            "senderfail",
            "relocatedfail",
            "classfail",
            "nulls",
            "parents",
            "proxies",
            "utf8",
            "noutf8");

    private final List<String> warnings = new ArrayList<>();

    private static List<String> lines(String name) throws IOException {
        try (InputStream in = AddressGoldenTest.class.getResourceAsStream("addresses/" + name)) {
            String text = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.ISO_8859_1);
            return List.of(text.split("\n", -1)).stream()
                    .filter(line -> !line.isEmpty() && !line.startsWith("# Postfix"))
                    .toList();
        }
    }

    private static PostfixConfig config(String name) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of("compatibility_level", "3.6"));
        for (String line : lines(name + ".cf")) {
            int equals = line.indexOf('=');
            settings.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        return PostfixConfig.of(settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hacks", "plain", "noorigin", "nothing", "proxies", "utf8", "noutf8"})
    void rewriteShouldAnswerAsTrivialRewriteDoes(String name) throws Exception {
        AddressRewriter rewriter = new AddressRewriter(config(name));
        List<String> expected = lines(name + ".rewrite.golden");
        List<String> actual = new ArrayList<>();
        for (String line : expected) {
            String[] fields = fields(line);
            RewriteContext context = RewriteContext.valueOf(fields[0].toUpperCase(Locale.ROOT));
            actual.add(line(fields[0], fields[1], rewriter.rewriteExternal(context, fields[1])));
        }
        assertThat(actual).hasSizeGreaterThan(1400).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @FieldSource("RESOLVED")
    void resolveShouldAnswerAndWarnAsTrivialRewriteDoes(String name) throws Exception {
        PostfixConfig config = config(name);
        AddressResolver resolver = new AddressResolver(config, Tables.of(config, warnings::add, true));
        List<String> expected = lines(name + ".resolve.golden");
        List<String> actual = new ArrayList<>();
        for (String line : expected) {
            String[] fields = fields(line);
            actual.add(line(fields[0], fields[1]) + "\t" + describe(resolver, fields));
        }
        assertThat(actual).hasSizeGreaterThan(800);
        assertThat(differences(actual, expected)).isEmpty();
        assertThat(new TreeSet<>(warnings.stream()
                        .map(text -> "warning: "
                                + logged(text).replace("file " + config.directory() + "/", "file CONFIG_DIRECTORY/"))
                        .toList()))
                .containsExactlyElementsOf(expectedWarnings(name));
    }

    /** Without what trivial-rewrite says when it asks for {@code *} before it is needed. */
    private static List<String> expectedWarnings(String name) throws IOException {
        boolean failing = name.equals("transportfail") || name.equals("wildcardfail");
        return lines(name + ".warnings.golden").stream()
                .filter(line -> !failing || !line.equals("warning: transport_maps lookup failure"))
                .filter(line -> !line.equals("warning: fail:routes lookup error for \"*\""))
                .toList();
    }

    /** Every address is asked about under every configuration: the goldens hold no fewer questions than the lists. */
    @Test
    void goldensShouldAnswerMoreThan600Addresses() throws Exception {
        Set<String> addresses = new HashSet<>();
        Set<List<String>> answers = new HashSet<>();
        for (String name : RESOLVED) {
            for (String line : lines(name + ".resolve.golden")) {
                String[] fields = fields(line);
                addresses.add(fields[1]);
                answers.add(List.of(name, fields[0], fields[1]));
            }
        }
        assertThat(addresses).hasSizeGreaterThan(700);
        assertThat(answers).hasSizeGreaterThan(RESOLVED.size() * 800);
    }

    private static String differences(List<String> actual, List<String> expected) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < expected.size(); i++) {
            if (!actual.get(i).equals(expected.get(i))) {
                out.append("Postfix: ")
                        .append(expected.get(i))
                        .append("\n   ours: ")
                        .append(actual.get(i))
                        .append('\n');
            }
        }
        return out.toString();
    }

    private String describe(AddressResolver resolver, String[] expected) {
        try {
            Resolved resolved = resolver.resolve(Address.of(expected[0]), Address.of(expected[1]));
            int flags = CLASSES.get(resolved.addressClass())
                    + (resolved.routed() ? ROUTED : 0)
                    + (resolved.error().isPresent() ? ERROR : 0);
            boolean unset = resolved.error().isPresent(); // nobody looks at the route of a bad address
            return line(
                    unset ? expected[2] : resolved.transport(),
                    unset ? expected[3] : resolved.nexthop(),
                    resolved.recipient().toString(),
                    String.valueOf(flags));
        } catch (TableUnavailableException e) {
            // of mydestination, the list's own warning is all that is logged
            if (!e.getMessage().equals("mydestination lookup failure")) warnings.add(e.getMessage());
            boolean failed = (Integer.parseInt(expected[5]) & FAIL) != 0;
            return line(expected[2], expected[3], expected[4], failed ? expected[5] : "unavailable");
        }
    }

    /** Control characters and malformed UTF-8 are {@code ?} in the log. */
    private static String logged(String text) {
        return Pattern.compile("[ -~]|" + UTF_8 + "|(?s:.)")
                .matcher(text)
                .replaceAll(c -> c.group().matches("[ -~]|" + UTF_8) ? Matcher.quoteReplacement(c.group()) : "?");
    }

    /** The fields of a golden's line; a TAB inside of one is written {@code <TAB>}. */
    private static String[] fields(String line) {
        return Stream.of(line.split("\t", -1))
                .map(field -> field.replace("<TAB>", "\t"))
                .toArray(String[]::new);
    }

    private static String line(String... fields) {
        return Stream.of(fields).map(field -> field.replace("\t", "<TAB>")).collect(Collectors.joining("\t"));
    }
}
