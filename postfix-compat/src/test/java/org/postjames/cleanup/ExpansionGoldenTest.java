package org.postjames.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.cleanup.AddressMapping.Context;
import org.postjames.config.PostfixConfig;
import org.postjames.rewrite.AddressResolver;
import org.postjames.table.Tables;

/** Canonical and virtual mapping of 96 recipients with extensions, beside what Postfix delivered to. Recorded by {@code record-expansion.py}. */
class ExpansionGoldenTest {
    private static List<String> lines(String name) throws IOException {
        try (InputStream in =
                ExpansionGoldenTest.class.getResourceAsStream("/org/postjames/rewrite/expansion/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
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
    @ValueSource(strings = {"plus", "none", "several", "special", "nodelimiter"})
    void recipientsShouldBecomeWhatCleanupMakesOfThem(String name) throws Exception {
        PostfixConfig config = config(name);
        Tables tables = Tables.of(config, warning -> {}, true);
        ConfiguredAddresses mapping = new ConfiguredAddresses(config, tables, (program, severity, text) -> {});
        AddressResolver resolver = new AddressResolver(config, tables);
        List<String> expected = lines(name + ".golden");
        List<String> actual = new ArrayList<>();
        for (String line : expected) {
            String recipient = line.substring(0, line.indexOf('\t'));
            List<String> to = new ArrayList<>();
            Address given =
                    AddressSyntax.parsePath("<" + recipient + ">", false).orElseThrow();
            String reply = "";
            try {
                Address clean = mapping.envelopeRecipient(mapping.complete(Context.LOCAL, given));
                for (Address target : mapping.expand(clean)) {
                    String shown = AddressSyntax.quote822(
                            resolver.resolve(Address.NULL, target).recipient());
                    if (to.stream().noneMatch(shown::equalsIgnoreCase)) {
                        to.add(shown); // cleanup writes each recipient once
                    }
                }
            } catch (AddressMapping.ExpansionLimitException e) {
                reply = "4.3.0 Error: queue file write error"; // smtpd(8) knows no more
            }
            actual.add(recipient + "\t"
                    + (reply.isEmpty() ? String.join("\t", to.stream().sorted().toList()) : reply));
        }
        assertThat(actual).hasSizeGreaterThan(90).containsExactlyElementsOf(expected);
    }
}
