package org.postjames.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.postjames.table.CompiledPattern.PatternFailure;

class PatternThreadTest {
    @Test
    void aSearchThatTakesTooLongShouldBeGivenUpAndNotBeStartedTwice() throws Exception {
        PatternThread threads = new PatternThread(Duration.ofMillis(1));
        CountDownLatch end = new CountDownLatch(1);
        Thread[] runs = new Thread[1];

        assertThatThrownBy(() -> threads.run(0, () -> {
                    runs[0] = Thread.currentThread();
                    end.await();
                    return true;
                }))
                .isInstanceOf(PatternFailure.class)
                .hasMessage("search given up after 0 seconds");
        assertThatThrownBy(() -> threads.run(0, () -> true)).hasMessage("an earlier search still runs");

        end.countDown();
        runs[0].join();
        assertThat(new PatternThread().<Boolean>run(0, () -> true)).isTrue();
    }

    @Test
    void aFailureShouldArrive() {
        assertThatThrownBy(() -> new PatternThread().run(0, () -> {
                    throw new PatternFailure("bad");
                }))
                .isInstanceOf(PatternFailure.class)
                .hasMessage("bad");
    }

    @Test
    void aLongExpressionShouldHaveTheStackThatItNeeds() throws Exception {
        CompiledPattern nested = PosixPattern.compile("(".repeat(3_000) + "a" + ")".repeat(3_000), "x", 1);
        CompiledPattern words = PosixPattern.compile("^(" + "word|".repeat(500) + "end)$", "x", 1);
        try (PatternKey key = new PatternKey("end")) {
            assertThat(nested.groups()).isEqualTo(3_000);
            assertThat(words.search(key)).hasValue(new int[] {0, 3, 0, 3});
        }
    }
}
