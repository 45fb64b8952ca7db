package org.postjames.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Origin;

/** The attributes of pipe services; the words of the errors are those of pipe.c. */
class PipeAttributesTest {
    private static PipeAttributes attributes(String... words) throws Exception {
        MasterService service = new MasterService(
                "scan", "unix", "-", "n", "n", "-", "-", "pipe", List.of(words), Map.of(), new Origin("master.cf", 1));
        return PipeAttributes.of(service, PostfixConfig.of(Map.of("scan_time_limit", "7s")), new KnownUsers());
    }

    @Test
    void everyAttributeShouldBeRead() throws Exception {
        PipeAttributes all = attributes(
                "flags=DRhu",
                "USER=filter:staff",
                "directory=/var/tmp",
                "eol=\\r\\n\\101\\\\",
                "null_sender=",
                "size=10000",
                "argv=/bin/x",
                "user=y",
                "two words");
        assertThat(all.flags()).isEqualTo("DRhu");
        assertThat(List.of(all.uid(), all.gid())).containsExactly(500, 50);
        assertThat(all.directory()).isEqualTo("/var/tmp");
        assertThat(all.eol()).isEqualTo("\r\nA\\");
        assertThat(all.nullSender()).isEmpty();
        assertThat(all.sizeLimit()).isEqualTo(10000);
        assertThat(all.argv()).containsExactly("/bin/x", "user=y", "two words");
        assertThat(all.timeLimit()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "argv=/x|missing user= command-line attribute",
                "user=filter|missing argv= command-line attribute",
                "user=nobody argv=/x|get_service_attr: unknown username: nobody",
                "user=filter:none argv=/x|get_service_attr: unknown group: none",
                "user=root argv=/x|user= command-line attribute specifies root privileges",
                "user=postfix argv=/x|user= command-line attribute specifies mail system owner postfix",
                "user=filter:root argv=/x|user= command-line attribute specifies privileged group id 0",
                "user=filter:postfix argv=/x|user= command-line attribute specifies mail system owner postfix group id 110",
                "user=filter:postdrop argv=/x|user= command-line attribute specifies mail system postdrop group id 111",
                "flags=Dx user=filter argv=/x|unknown flag: x (ignored)",
                "size=1k user=filter argv=/x|get_service_attr: bad size= value: 1k",
                "colour=red user=filter argv=/x|unknown attribute name: colour=red",
                "red user=filter argv=/x|unknown attribute name: red",
                "chroot=/x directory=/y user=filter argv=/x|chroot= together with directory= is not supported yet"
            })
    void aWrongServiceShouldSayWhy(String words, String message) {
        assertThatThrownBy(() -> attributes(words.split(" ")))
                .isInstanceOf(PipeAttributes.BrokenException.class)
                .hasMessage(message);
    }

    private static String piped(String flags, String eol, String text, int piece) throws Exception {
        PipeAttributes attributes = attributes("flags=" + flags, "eol=" + eol, "user=filter", "argv=/x");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PipedLines lines = new PipedLines(out, attributes)) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < bytes.length; i += piece) {
                lines.write(bytes, i, Math.min(piece, bytes.length - i));
            }
            lines.finish(flags.contains("B"));
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void linesShouldBeChangedAsTheFlagsSay() throws Exception {
        String text = ".a\n..\n\nFrom x\n>From y\nFrom\nFrom \n From\nF\n.";
        assertThat(piped("", "\\n", text, 100)).isEqualTo(text + "\n");
        assertThat(piped("B", "\\r\\n", "a\nb\n", 100)).isEqualTo("a\r\nb\r\n\r\n");
        assertThat(piped(".>", "\\n", text, 100))
                .isEqualTo("..a\n...\n\n>From x\n>From y\nFrom\n>From \n From\nF\n..\n");
        assertThat(piped(">", "\\n", "Fro", 100)).isEqualTo("Fro\n");
        assertThat(piped(">.", "\\n", "", 100)).isEmpty();
    }

    @Test
    void thePiecesShouldNotMatter() throws Exception {
        Random random = new Random(20261122);
        String letters = "From .\n\n>x";
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(60), 0, letters.length()).forEach(c -> text.append(letters.charAt(c)));
            String whole = piped(".>", "\\r\\n", text.toString(), 1000);
            assertThat(piped(".>", "\\r\\n", text.toString(), 1 + random.nextInt(7)))
                    .as(text.toString())
                    .isEqualTo(whole);
            assertThat(whole).isEqualTo(expected(text.toString()));
        }
    }

    private static String expected(String text) throws IOException {
        StringBuilder out = new StringBuilder();
        for (String line : text.lines().toList()) {
            out.append(line.startsWith(".") ? "." : line.startsWith("From ") ? ">" : "")
                    .append(line)
                    .append("\r\n");
        }
        return out.toString();
    }
}
