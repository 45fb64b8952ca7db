package org.postjames.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postjames.diagnostic.Diagnostic.Severity;

/**
 * The file that {@code maillog_file} names, or standard output: one line per record, {@code Nov 05 12:34:56 host postfix/smtpd[123]: text}.
 * // msg_logger.c
 *
 * <p>Callers only append to a buffer; one thread writes it out, the first line after a pause at once and what follows every {@value #GATHER_MILLIS}
 * milliseconds, so that neither a slow disk nor a wake-up for each line holds up sessions. Only when {@value #MOST_WAITING} bytes wait must a caller wait, too. Nothing is synced.
 */
public final class MaillogFile implements LogSink {
    private static final int MOST_WAITING = 4 << 20;
    private static final int GATHER_MILLIS = 5;
    private static final int ENOUGH = 64 << 10;

    private final @Nullable Path file;
    private final LogTags names;
    private final String pid;
    private final LogStamp stamp;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private LineBuffer waiting = new LineBuffer();
    private LineBuffer spare = new LineBuffer();
    private boolean writing;
    private boolean closed;
    private boolean sleeping;
    private boolean flushing;
    private long written;
    private OutputStream out;

    private MaillogFile(@Nullable Path file, OutputStream out, LogTags names, LogStamp stamp) {
        this.file = file;
        this.out = out;
        this.names = names;
        this.stamp = stamp;
        this.pid = "[" + ProcessHandle.current().pid() + "]: ";
        this.writer = Thread.ofPlatform().name("maillog").daemon().unstarted(this::writeLoop);
    }

    /** @param hostname only its first label is logged */
    static MaillogFile open(Path file, String hostname, LogTags names, Clock clock) throws IOException {
        return started(new MaillogFile(file, append(file), names, new LogStamp(hostname, clock)));
    }

    /** The log on a stream that is open already: standard output. The stream is not closed. */
    static MaillogFile on(OutputStream out, String hostname, LogTags names, Clock clock) {
        return started(new MaillogFile(null, out, names, new LogStamp(hostname, clock)));
    }

    private static MaillogFile started(MaillogFile log) {
        log.writer.start();
        return log;
    }

    private static OutputStream append(Path file) throws IOException {
        return Files.newOutputStream(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    @Override
    public void log(String program, Severity severity, String text) {
        logAs(names.tag(program), severity, text);
    }

    @Override
    public void logAs(String tag, Severity severity, String text) {
        byte[] bytes = names.bytes(text);
        lock.lock();
        try {
            while (waiting.length() > MOST_WAITING && !closed) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                return;
            }
            waiting.ascii(stamp.now());
            waiting.ascii(tag);
            waiting.ascii(pid);
            waiting.ascii(severity.prefix());
            waiting.line(bytes);
            if (sleeping) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeLoop() {
        while (true) {
            LineBuffer full;
            lock.lock();
            try {
                while (waiting.length() == 0 && !closed) {
                    sleeping = true;
                    changed.awaitUninterruptibly();
                }
                sleeping = false;
                gather();
                if (waiting.length() == 0) {
                    return;
                }
                full = waiting;
                waiting = spare;
                spare = full;
                writing = true;
            } finally {
                lock.unlock();
            }
            write(full);
        }
    }

    /** Waits a moment after the last write for more lines. */
    private void gather() {
        long left = TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS) - (System.nanoTime() - written);
        try {
            while (left > 0 && !closed && !flushing && waiting.length() < ENOUGH) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            return; // nobody interrupts this thread; if somebody does, the lines go out sooner
        }
    }

    private void write(LineBuffer full) {
        try {
            full.writeTo(out);
        } catch (IOException e) {
            // the log is the only place to complain, and it is the one that fails
            System.err.println("postfix/postlogd: fatal: write " + file + ": " + e.getMessage());
        }
        lock.lock();
        try {
            full.clear();
            writing = false;
            written = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        lock.lock();
        try {
            while (writing || waiting.length() > 0 && writer.isAlive()) {
                flushing = true;
                changed.signalAll();
                changed.awaitUninterruptibly();
            }
            flushing = false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void reopen() throws IOException {
        if (file == null) {
            return;
        }
        OutputStream fresh = append(file);
        lock.lock();
        try {
            while (writing) {
                changed.awaitUninterruptibly();
            }
            out.close();
            out = fresh;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            writer.join();
            if (file != null) {
                out.close();
            } else {
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("postfix/postlogd: fatal: close " + file + ": " + e.getMessage());
        }
    }
}
