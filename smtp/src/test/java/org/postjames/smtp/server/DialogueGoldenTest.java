package org.postjames.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What we say and log in a session is what Postfix said and logged. */
class DialogueGoldenTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> dialogueShouldBeTheRecordedOne() throws Exception {
        Path resources =
                Path.of(DialogueGoldenTest.class.getResource("services.cf").toURI());
        Map<String, List<String>> services = ServiceSettings.all(resources);
        List<Path> goldens;
        try (Stream<Path> files = Files.list(resources.resolveSibling("dialogues"))) {
            goldens = files.filter(file -> file.toString().endsWith(".golden"))
                    .sorted()
                    .toList();
        }
        assertThat(goldens).hasSizeGreaterThan(60);
        return goldens.stream()
                .map(golden -> DynamicTest.dynamicTest(golden.getFileName().toString(), () -> play(golden, services)));
    }

    private void play(Path golden, Map<String, List<String>> services) throws Exception {
        List<String> expected = Files.readAllLines(golden, StandardCharsets.ISO_8859_1);
        Dialogue dialogue = Dialogue.parse(expected);
        Path home = Files.createDirectory(folder.resolve(golden.getFileName().toString()));
        try (TestServer server =
                new TestServer(home, services.get(dialogue.service()), SaslAuthenticator.NONE).start()) {
            List<String> actual = new ArrayList<>(expected.subList(0, 2));
            actual.addAll(dialogue.play(server.server.address()));
            server.logOfOneSession().forEach(line -> actual.add("L: " + Dialogue.normalise(line)));
            assertThat(String.join("\n", actual)).isEqualTo(String.join("\n", expected));
        }
    }
}
