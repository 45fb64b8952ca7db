package org.postjames.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** 389 addresses under ten configurations beside what Postfix's trivial-rewrite answered and logged. Recorded by {@code record-addresses.py}. */
class AddressGoldenTest {
    private static final Map<AddressClass, Integer> CLASSES = Map.of(
            AddressClass.LOCAL, 256,
            AddressClass.VIRTUAL_ALIAS, 512,
            AddressClass.VIRTUAL_MAILBOX, 1024,
            AddressClass.RELAY, 2048,
            AddressClass.DEFAULT, 4096);
    private static final int ROUTED = 2;
    private static final int ERROR = 4;
    private static final int FAIL = 8;

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
    @ValueSource(strings = {"hacks", "plain", "noorigin", "nothing"})
    void rewriteShouldAnswerAsTrivialRewriteDoes(String name) throws Exception {
        AddressRewriter rewriter = new AddressRewriter(config(name));
        List<String> expected = lines(name + ".rewrite.golden");
        List<String> actual = new ArrayList<>();
        for (String line : expected) {
            String[] fields = line.split("\t", -1);
            RewriteContext context = RewriteContext.valueOf(fields[0].toUpperCase(Locale.ROOT));
            actual.add(fields[0] + "\t" + fields[1] + "\t" + rewriter.rewriteExternal(context, fields[1]));
        }
        assertThat(actual).hasSizeGreaterThan(770).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hacks",
                "plain",
                "noorigin",
                "nothing",
                "nodequote",
                "routes",
                "patterns",
                "nullsender",
                "broken",
                "broken2"
            })
    void resolveShouldAnswerAndWarnAsTrivialRewriteDoes(String name) throws Exception {
        PostfixConfig config = config(name);
        AddressResolver resolver = new AddressResolver(config, Tables.of(config, warnings::add, true));
        List<String> expected = lines(name + ".resolve.golden");
        List<String> actual = new ArrayList<>();
        for (String line : expected) {
            String[] fields = line.split("\t", -1);
            actual.add(fields[0] + "\t" + fields[1] + "\t" + describe(resolver, fields[0], fields[1], line));
        }
        assertThat(actual).hasSizeGreaterThan(470);
        assertThat(differences(actual, expected)).isEmpty();
        assertThat(new TreeSet<>(warnings.stream()
                        .map(text -> "warning: "
                                + text.replace("file " + config.directory() + "/", "file CONFIG_DIRECTORY/"))
                        .toList()))
                .containsExactlyElementsOf(lines(name + ".warnings.golden"));
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

    private String describe(AddressResolver resolver, String sender, String address, String expected) {
        try {
            Resolved resolved = resolver.resolve(Address.of(sender), Address.of(address));
            int flags = CLASSES.get(resolved.addressClass())
                    + (resolved.routed() ? ROUTED : 0)
                    + (resolved.error().isPresent() ? ERROR : 0);
            String[] fields = expected.split("\t", -1);
            boolean unset = resolved.error().isPresent(); // nobody looks at the route of a bad address
            return (unset ? fields[2] + "\t" + fields[3] : resolved.transport() + "\t" + resolved.nexthop()) + "\t"
                    + resolved.recipient() + "\t" + flags;
        } catch (TableUnavailableException e) {
            String[] fields = expected.split("\t", -1);
            if (e.getMessage() != null) warnings.add(e.getMessage());
            return fields[2] + "\t" + fields[3] + "\t" + fields[4] + "\t"
                    + ((Integer.parseInt(fields[5]) & FAIL) != 0 ? fields[5] : "unavailable");
        }
    }
}
