package org.postjames.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** Routing and rewriting beside what Postfix's trivial-rewrite answered. */
class ResolveGoldenTest {
    private static final Map<Integer, AddressClass> CLASSES = Map.of(
            256, AddressClass.LOCAL,
            512, AddressClass.VIRTUAL_ALIAS,
            1024, AddressClass.VIRTUAL_MAILBOX,
            2048, AddressClass.RELAY,
            4096, AddressClass.DEFAULT);
    private static final int ROUTED = 2;
    private static final int ERROR = 4;

    private final List<String> warnings = new ArrayList<>();

    private static List<String> lines(String name) throws IOException {
        try (InputStream in = ResolveGoldenTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    static PostfixConfig config() throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of("compatibility_level", "3.6"));
        for (String line : lines("resolve.cf")) {
            int equals = line.indexOf('=');
            settings.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        return PostfixConfig.of(settings);
    }

    @Test
    void resolveShouldAnswerAsTrivialRewriteDoes() throws Exception {
        PostfixConfig config = config();
        AddressResolver resolver = new AddressResolver(config, Tables.of(config, warnings::add, true));
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (String line : lines("resolve.golden")) {
            String[] fields = line.split("\t", -1);
            if (fields[1].endsWith("@")) {
                continue; // an Address cannot tell user@ from user
            }
            int flags = Integer.parseInt(fields[5]);
            boolean bad = (flags & ERROR) != 0;
            expected.add(fields[0] + "\t" + fields[1] + "\t"
                    + (bad
                            ? "bad"
                            : fields[2] + "\t" + fields[3] + "\t" + fields[4] + "\t" + CLASSES.get(flags & 0x1f00)
                                    + ((flags & ROUTED) != 0 ? " routed" : "")));
            actual.add(fields[0] + "\t" + fields[1] + "\t" + describe(resolver, fields[0], fields[1]));
        }
        assertThat(actual).hasSizeGreaterThan(100).containsExactlyElementsOf(expected);
        assertThat(warnings).contains("do not list domain both.test in BOTH mydestination and virtual_mailbox_domains");
    }

    private static String describe(AddressResolver resolver, String sender, String address)
            throws TableUnavailableException {
        Resolved resolved = resolver.resolve(Address.of(sender), Address.of(address));
        return resolved.error().isPresent()
                ? "bad"
                : resolved.transport() + "\t" + resolved.nexthop() + "\t" + resolved.recipient() + "\t"
                        + resolved.addressClass() + (resolved.routed() ? " routed" : "");
    }

    @Test
    void rewriteShouldAnswerAsTrivialRewriteDoes() throws Exception {
        AddressRewriter rewriter = new AddressRewriter(config());
        List<String> actual = new ArrayList<>();
        List<String> expected = lines("rewrite.golden");
        for (String line : expected) {
            String[] fields = line.split("\t", -1);
            RewriteContext context = fields[0].equals("local") ? RewriteContext.LOCAL : RewriteContext.REMOTE;
            actual.add(fields[0] + "\t" + fields[1] + "\t" + rewriter.rewriteExternal(context, fields[1]));
        }
        assertThat(actual).hasSizeGreaterThan(70).containsExactlyElementsOf(expected);
    }
}
