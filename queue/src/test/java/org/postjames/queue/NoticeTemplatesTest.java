package org.postjames.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.QueueId;

/** What is said of a {@code bounce_template_file} that cannot be used, and that the mail whose sender is to be told waits for a better one. */
@Timeout(60)
class NoticeTemplatesTest {
    private static final DeliveryAgent AGENT = request -> request.recipients().stream()
            .map(r -> RecipientStatus.of(r, Outcome.BOUNCED, "none", "5.1.1", "unknown user"))
            .toList();

    @TempDir
    Path root;

    /** @param file null for none; a directory if {@code directory} */
    record Case(String name, String file, boolean directory, List<String> log, boolean notice) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> recorded() throws IOException {
        try (InputStream in = NoticeTemplatesTest.class.getResourceAsStream("bounce_template_file.golden")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.ISO_8859_1);
            return Stream.of(text.split("(?m)^== ")).skip(1).map(NoticeTemplatesTest::recorded);
        }
    }

    private static Case recorded(String text) {
        return new Case(
                text.lines().findFirst().orElseThrow(),
                section(text, "file"),
                section(text, "directory") != null,
                Objects.requireNonNull(section(text, "log")).lines().toList(),
                section(text, "notice") != null);
    }

    private static String section(String text, String name) {
        var found = Pattern.compile("(?ms)^-- " + name + "\n(.*?)(?=^-- |\\z)").matcher(text);
        return found.find() ? found.group(1) : null;
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void logShouldSayWhatIsWrongAndMailShouldWait(Case recorded) throws Exception {
        Path file = root.resolve("templates");
        if (recorded.directory) {
            Files.createDirectory(file);
        } else if (recorded.file != null) {
            Files.writeString(file, recorded.file);
        }
        try (TestQueue faulty = queue(Map.of("bounce_template_file", file.toString()));
                TestQueue repaired = queue(Map.of())) {
            faulty.manager.start();
            QueueId id = faulty.mail("games@example.test", "nosuch@local.example.test");
            faulty.await(id + (recorded.notice ? ": removed" : ": status=deferred (bounce failed)"));
            assertThat(faulty.log)
                    .containsSubsequence(recorded.log.stream()
                            .map(line -> line.replace("@FILE@", file.toString()).replace("@ID@", id.text()))
                            .toList());
            assertThat(faulty.notices).hasSize(recorded.notice ? 1 : 0);

            repaired.manager.takeOver(faulty.manager);
            faulty.manager.awaitEnd();
            repaired.manager.flush();
            if (!recorded.notice) {
                repaired.await(id + ": removed");
                assertThat(repaired.notices).singleElement().satisfies(notice -> {
                    assertThat(notice.recipient()).hasToString("games@example.test");
                    assertThat(notice.text()).contains("<nosuch@local.example.test>: unknown user");
                });
            }
            assertThat(repaired.files("deferred")).isEmpty();
        }
    }

    private TestQueue queue(Map<String, String> settings) throws IOException {
        return new TestQueue(root.resolve("queue"), AGENT, Clock.systemUTC(), settings);
    }
}
