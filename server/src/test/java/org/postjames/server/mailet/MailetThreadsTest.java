package org.postjames.server.mailet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.mail.MessagingException;
import org.junit.jupiter.api.Test;

class MailetThreadsTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void aMailetThatHangsShouldBeInterruptedAndFail() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        MailetThreads threads = new MailetThreads(SHORT);
        assertThatThrownBy(() -> threads.run(() -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                }))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("no end after");
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatAMailetThrowsShouldArrive() {
        MailetThreads threads = new MailetThreads(Duration.ofSeconds(60));
        assertThatThrownBy(() -> threads.run(() -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
    }

    @Test
    void mailetsThatNeverEndShouldNotUseUpTheThreads() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        MailetThreads threads = new MailetThreads(Duration.ofMillis(20));
        try {
            int started = 0;
            String why = "";
            // a thread that was not even begun in time is not lost, so it may take a few more than the limit
            while (started < 20 * MailetThreads.MOST_LOST && !why.contains("have not ended")) {
                try {
                    threads.run(() -> awaitWithoutHeed(go));
                } catch (MessagingException e) {
                    why = String.valueOf(e.getMessage());
                }
                started++;
            }
            assertThat(why).isEqualTo(MailetThreads.MOST_LOST + " mailets have not ended after their time limit");
        } finally {
            go.countDown();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        boolean again = false;
        while (!again && System.nanoTime() < end) {
            try {
                threads.run(() -> {});
                again = true;
            } catch (MessagingException stillBusy) {
                Thread.onSpinWait();
            }
        }
        assertThat(again).as("mailets run again when the others have ended").isTrue();
    }

    private static void awaitWithoutHeed(CountDownLatch go) {
        while (true) {
            try {
                go.await();
                return;
            } catch (InterruptedException e) {
                Thread.onSpinWait(); // as badly written code does
            }
        }
    }
}
