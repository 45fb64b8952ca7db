package org.postjames.log;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.foreign.CLibrary;

/** The system's log, through libc. // syslog(3), msg_syslog.c */
public final class Syslog implements LogSink {
    private static final int LOG_PID = 1;
    private static final int LOG_NDELAY = 8;
    private static final Map<String, Integer> FACILITIES = facilities();

    private final LogTags names;
    private final int facility;
    private final MethodHandle openlog;
    private final MethodHandle syslog;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment format = arena.allocateFrom("%s");
    private final Map<String, MemorySegment> tags = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private String openTag = "";

    private Syslog(LogTags names, int facility) {
        this.names = names;
        this.facility = facility;
        CLibrary libc = CLibrary.libc();
        this.openlog = libc.procedure("openlog", CLibrary.POINTER, CLibrary.INT, CLibrary.INT);
        this.syslog = libc.variadicProcedure("syslog", 2, CLibrary.INT, CLibrary.POINTER, CLibrary.POINTER);
    }

    /** @param facilityName {@code mail}, {@code local0} and so on; nothing comes back for a name that syslog(3) does not know */
    static Optional<Syslog> open(String facilityName, LogTags names) {
        return Optional.ofNullable(FACILITIES.get(facilityName)).map(facility -> new Syslog(names, facility));
    }

    private static Map<String, Integer> facilities() {
        String[] names = {
            "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp"
        };
        Map<String, Integer> facilities = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            facilities.put(names[i], i << 3);
        }
        for (int i = 0; i < 8; i++) {
            facilities.put("local" + i, 16 + i << 3);
        }
        return facilities;
    }

    @Override
    public void log(String program, Severity severity, String text) {
        logAs(names.tag(program), severity, text);
    }

    @Override
    public void logAs(String tag, Severity severity, String text) {
        lock.lock();
        try (Arena call = Arena.ofConfined()) {
            MemorySegment message = CLibrary.string(
                    call, severity.prefix() + new String(names.bytes(text), StandardCharsets.ISO_8859_1));
            CLibrary.invoke(() -> {
                send(tag, facility | priority(severity), message);
                return true;
            });
        } finally {
            lock.unlock();
        }
    }

    private void send(String tag, int priority, MemorySegment message) throws Throwable {
        if (!tag.equals(openTag)) {
            // openlog(3) keeps the pointer: the text must live as long as the log
            openlog.invokeExact(tags.computeIfAbsent(tag, arena::allocateFrom), LOG_PID | LOG_NDELAY, facility);
            openTag = tag;
        }
        syslog.invokeExact(priority, format, message);
    }

    private static int priority(Severity severity) {
        return switch (severity) {
            case INFO -> 6;
            case WARNING -> 4;
            case ERROR -> 3;
            case FATAL, PANIC -> 2;
        };
    }

    @Override
    public void flush() {
        // syslog(3) has sent each record before it returned
    }

    @Override
    public void reopen() {
        // the log daemon rotates its own files
    }

    @Override
    public void close() {
        // libc keeps the pointers to the tags: the arena lives as long as the process
    }
}
