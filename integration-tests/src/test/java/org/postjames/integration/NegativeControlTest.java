package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The comparison itself must be able to fail: a golden with one reply, one header or one log line changed is no longer equal after normalisation. */
class NegativeControlTest {
    private static final Path GOLDEN = Path.of("src/test/resources/scenarios/044-recipients.golden");

    private final Workspace workspace = new Workspace(Path.of("/tmp/anywhere"), 2525, 2526);

    @Test
    void normalisationShouldLeaveAGoldenAsItIs() throws Exception {
        String golden = Files.readString(GOLDEN, StandardCharsets.ISO_8859_1);
        assertThat(new Normaliser(workspace).normalise(golden)).isEqualTo(golden);
    }

    @Test
    void aChangedReplyShouldBeADifference() throws Exception {
        String golden = Files.readString(GOLDEN, StandardCharsets.ISO_8859_1);
        assertThat(golden).contains("User unknown in virtual alias table");
        String changed = golden.replaceFirst("S: 550 5.1.1 ", "S: 550 5.1.2 ");
        assertThat(new Normaliser(workspace).normalise(changed)).isNotEqualTo(golden);
    }

    @Test
    void aChangedLogLineShouldBeADifference() {
        String log = "Nov 20 10:00:00 mail postfix/qmgr[1]: 1234512345: from=<a@b>, size=3, nrcpt=1 (queue active)\n";
        String other = "Nov 20 10:00:07 mail postfix/qmgr[2]: 5432154321: from=<a@b>, size=4, nrcpt=1 (queue active)\n";
        String same = "Nov 20 10:00:07 mail postfix/qmgr[2]: 5432154321: from=<a@b>, size=3, nrcpt=1 (queue active)\n";
        String first = new Normaliser(workspace).normalise(Maillog.sorted(log));
        assertThat(new Normaliser(workspace).normalise(Maillog.sorted(other))).isNotEqualTo(first);
        assertThat(new Normaliser(workspace).normalise(Maillog.sorted(same))).isEqualTo(first);
    }
}
