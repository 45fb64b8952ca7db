package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Unique file names for messages that are stored over IMAP. */
public final class MaildirNames {
    static final String HOSTNAME = hostname();
    private static final String PID = Long.toString(ProcessHandle.current().pid());
    private static final AtomicLong COUNTER = new AtomicLong();

    private MaildirNames() {}

    /** {@code TIME.MmicrosecondsPpidQcount.hostname} */
    public static String next() {
        Instant now = Instant.now();
        return now.getEpochSecond() + ".M" + now.getNano() / 1000 + "P" + PID + "Q" + COUNTER.incrementAndGet() + "."
                + HOSTNAME.replace("/", "\\057").replace(":", "\\072").replace(",", "\\054");
    }

    private static String hostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException noProc) {
            return InetAddress.getLoopbackAddress().getHostName();
        }
    }
}
