package org.postjames.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel says of our threads, in {@code /proc/self/task}. */
class UserRightsTest {
    private static final int NOBODY = 65534;

    private final UserRights rights = new UserRights();

    @BeforeEach
    void onlyForRoot() {
        Assumptions.assumeTrue(rights.arePrivileged(), "only root can take other users' rights");
    }

    @Test
    void aPlatformThreadShouldTakeTheRightsAndGiveThemBack() throws Exception {
        assertThat(on(Thread.ofPlatform())).isEqualTo(NOBODY + " " + NOBODY + " [" + NOBODY + "]");
        assertThat(fileSystemUsers()).containsOnly("0");
    }

    @Test
    void aVirtualThreadShouldLeaveNoThreadWithTheRights() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertThat(on(Thread.ofVirtual())).isEqualTo(NOBODY + " " + NOBODY + " [" + NOBODY + "]");
        }
        assertThat(fileSystemUsers()).containsOnly("0");
    }

    @Test
    void workThatFailsShouldGiveTheRightsBack() throws Exception {
        assertThatThrownBy(() -> rights.call(NOBODY, NOBODY, () -> {
                    throw new IOException("broken");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
        assertThat(fileSystemUsers()).containsOnly("0");
    }

    @Test
    void workWithinWorkShouldReturnToTheOuterRights() throws Exception {
        String outer = rights.call(NOBODY, NOBODY, () -> {
            try {
                rights.call(1, 1, UserRightsTest::identity);
            } catch (NotPrivilegedException e) {
                throw new IOException(e);
            }
            return identity();
        });
        assertThat(outer).isEqualTo(NOBODY + " " + NOBODY + " [" + NOBODY + "]");
    }

    private String on(Thread.Builder kind) throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> rights.call(NOBODY, NOBODY, UserRightsTest::identity));
        kind.start(task);
        return task.get();
    }

    /** File system uid and gid, and the groups, of this thread. */
    private static String identity() throws IOException {
        return identity(Path.of("/proc/thread-self/status"));
    }

    private static String identity(Path status) throws IOException {
        List<String> lines = Files.readAllLines(status);
        return last(lines, "Uid:") + " " + last(lines, "Gid:") + " "
                + List.of(line(lines, "Groups:").strip().split("\\s+"));
    }

    private static String last(List<String> lines, String name) {
        return line(lines, name).strip().split("\\s+")[3];
    }

    private static String line(List<String> lines, String name) {
        return lines.stream()
                .filter(l -> l.startsWith(name))
                .findFirst()
                .orElseThrow()
                .substring(name.length());
    }

    private static List<String> fileSystemUsers() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(UserRightsTest::fileSystemUser)
                    .filter(user -> !user.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    private static String fileSystemUser(Path task) {
        try {
            return last(Files.readAllLines(task.resolve("status")), "Uid:");
        } catch (NoSuchFileException ended) {
            return "";
        } catch (IOException e) {
            return e.toString().contains("No such process") ? "" : e.toString();
        }
    }
}
