package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postjames.queuefile.RecordType;

/** Files that Postfix wrote are printed as its own postcat prints them. */
class PostcatGoldenTest {
    private static TimeZone before = TimeZone.getDefault();

    @TempDir
    Path directory;

    @BeforeAll
    static void inNewYork() {
        before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    }

    @AfterAll
    static void home() {
        TimeZone.setDefault(before);
    }

    static Stream<String> goldens() throws IOException, URISyntaxException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(files(), "*.txt")) {
            files.forEach(f -> names.add(f.getFileName().toString()));
        }
        return names.stream().sorted();
    }

    private static Path files() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(RecordType.class.getResource("files")).toURI());
    }

    private Path config() throws IOException {
        Path main = directory.resolve("main.cf");
        Files.writeString(main, "compatibility_level = 3.6\nqueue_directory = " + directory.resolve("q") + "\n");
        Files.writeString(directory.resolve("master.cf"), "smtp inet n - n - - smtpd\n");
        Files.setLastModifiedTime(main, FileTime.fromMillis(0));
        return directory;
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void postcatShouldPrintWhatPostfixPrints(String golden) throws Exception {
        String name = golden.substring(0, golden.indexOf(".postcat"));
        String options = golden.substring(name.length() + 8, golden.length() - 4);
        String expected = Files.readString(files().resolve(golden), StandardCharsets.ISO_8859_1);
        String file = files().resolve(name).toString();
        List<String> args = new ArrayList<>(List.of("-c", config().toString()));
        if (!options.isEmpty()) {
            args.add(options);
        }
        args.add(file);

        Output output = run(args);

        assertThat(output.code()).isZero();
        assertThat(output.err()).isEmpty();
        assertThat("# Postfix 3.7.11: TZ=America/New_York postcat " + options + " " + name + "\n"
                        + output.out().replace(file, name))
                .isEqualTo(expected);
    }

    @Test
    void postcatShouldFindAFileInTheHashedQueue() throws Exception {
        config();
        Path place = Files.createDirectories(directory.resolve("q/deferred/E")).resolve("E1EDE526798");
        Files.copy(files().resolve("simple"), place);

        assertThat(run(List.of("-c", directory.toString(), "-q", "E1EDE526798")).out())
                .startsWith("*** ENVELOPE RECORDS deferred/E/E1EDE526798 ***\n");
    }

    @Test
    void postcatShouldRefuseAFileThatIsNone() throws Exception {
        Path file = Files.writeString(directory.resolve("x"), "hello");

        Output output = run(List.of("-c", config().toString(), file.toString()));

        assertThat(output.err()).isEqualTo("postcat: warning: " + file + ": input is not a valid queue file\n");
        assertThat(output.code()).isZero();
    }

    private record Output(int code, String out, String err) {}

    private static Output run(List<String> args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Postcat.run(
                args.toArray(String[]::new), InputStream.nullInputStream(), new PrintStream(out), new PrintStream(err));
        return new Output(code, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.ISO_8859_1));
    }
}
