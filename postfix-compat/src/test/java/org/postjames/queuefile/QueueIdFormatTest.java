package org.postjames.queuefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueueIdFormatTest {
    @Test
    void shortIdShouldHoldMicrosecondsAndInode() {
        assertThat(QueueIdFormat.shortId(20_900, 0x520082)).hasToString("051A4520082");
        assertThat(QueueIdFormat.inode("051A4520082")).isEqualTo(0x520082);
        assertThat(QueueIdFormat.isLong("051A4520082")).isFalse();
    }

    @Test
    void longIdShouldBeReadBack() {
        QueueId id = QueueIdFormat.longId(1_795_214_304L, 123_456, 5_373_058L);
        assertThat(id.text()).matches("[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-ty]+");
        assertThat(QueueIdFormat.isLong(id.text())).isTrue();
        assertThat(QueueIdFormat.inode(id.text())).isEqualTo(5_373_058L);
        assertThat(QueueIdFormat.withInode(id.text(), 7, false)).hasToString("1E2407");
        assertThat(QueueIdFormat.inode(
                        QueueIdFormat.withInode(id.text(), 99, true).text()))
                .isEqualTo(99);
    }

    @Test
    void longIdShouldBeHashedByItsMicroseconds() {
        QueueLayout layout = new QueueLayout(Path.of("/q"), Set.of("deferred", "defer"), 2, true);
        QueueId id = QueueIdFormat.longId(1_795_214_304L, 123_456, 5_373_058L);
        assertThat(layout.path("deferred", id)).isEqualTo(Path.of("/q/deferred/1/E/" + id));
        assertThat(layout.path("incoming", id)).isEqualTo(Path.of("/q/incoming/" + id));
        assertThat(layout.path("defer", new QueueId("9"))).isEqualTo(Path.of("/q/defer/9/_/9"));
    }

    @Test
    void namesWithOtherCharactersShouldBeRefused() {
        assertThat(QueueIdFormat.isValid("051A4520082")).isTrue();
        assertThat(QueueIdFormat.isValid("host_example_test")).isTrue();
        assertThat(QueueIdFormat.isValid("")).isFalse();
        assertThat(QueueIdFormat.isValid("../x")).isFalse();
        assertThat(QueueIdFormat.isValid("12.34")).isFalse();
    }
}
