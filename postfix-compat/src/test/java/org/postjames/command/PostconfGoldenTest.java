package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postjames.comparison.Comparison;

class PostconfGoldenTest {
    @TempDir
    Path directory;

    static List<PostconfGolden> goldens() throws IOException, URISyntaxException {
        URL resources = Objects.requireNonNull(PostconfGoldenTest.class.getResource("postconf"));
        return PostconfGolden.all(Path.of(resources.toURI()));
    }

    /** postconf sleeps for a second before it dies: those that do are only compared when they are recorded. */
    static List<PostconfGolden> successes() throws IOException, URISyntaxException {
        return goldens().stream()
                .filter(golden -> "0\n".equals(golden.expected().get("status")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void runShouldDoWhatPostfixDid(PostconfGolden golden) throws IOException {
        assertThat(golden.ours(directory)).isEqualTo(golden.expected());
    }

    @ParameterizedTest
    @MethodSource("successes")
    void theInstalledPostfixShouldStillDoWhatItDid(PostconfGolden golden) throws Exception {
        Comparison.needsProgram(Path.of("/usr/sbin/postconf"), "postfix");
        assertThat(golden.theirs(directory)).isEqualTo(golden.expected());
    }

    @Test
    void thereShouldBeEnoughOfThem() throws Exception {
        assertThat(goldens()).hasSizeGreaterThanOrEqualTo(430);
    }
}
