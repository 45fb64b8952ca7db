package org.postjames.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postjames.config.CompatibilityLevel;
import org.postjames.config.ConfigurationException;
import org.postjames.config.ConfigurationReport;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlReply;
import org.postjames.control.ControlServer;
import org.postjames.control.ControlSocket;
import org.postjames.control.UserRequests;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.log.LogSink;
import org.postjames.pickup.Pickup;
import org.postjames.pickup.SubmissionService;
import org.postjames.server.mailet.AdminMailets;
import org.postjames.server.mailet.MailetsFile;
import org.postjames.server.mta.MailTransfer;

/** The running mail system: one process that does the work of master(8) and all its daemons, and serves the mailboxes. */
final class Server implements AutoCloseable {
    private static final Parameter<String> MAIL_VERSION = Parameter.text("mail_version");
    private static final long PICKUP_SECONDS = 60; // master.cf: pickup's wakeup
    private static final String PROGRAM = "master";

    /** Makes a new snapshot, as at the start. */
    interface Configuration {
        PostfixConfig load() throws ConfigurationException, IOException;
    }

    /** Everything that belongs to one configuration snapshot. */
    private record Generation(MailTransfer transfer, Pickup pickup, MailReading reading) {}

    private final Configuration source;
    private final LogSink log;
    private final int portOffset;
    private final Clock clock = Clock.systemDefaultZone();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("pickup").factory());
    private final ReentrantLock changing = new ReentrantLock();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Generation generation;
    private final Set<MailTransfer> retiring = ConcurrentHashMap.newKeySet();
    private @Nullable ControlServer control;
    private @Nullable ControlServer forUsers;

    Server(Configuration source, LogSink log, int portOffset) {
        this.source = source;
        this.log = log;
        this.portOffset = portOffset;
    }

    /**
     * Opens all ports.
     *
     * @return what listens, for people
     */
    List<String> start(PostfixConfig config) throws IOException, ConfigurationException, InterruptedException {
        PidFile.lock(Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY)));
        report(config);
        MailReading reading = MailReading.of(config, log);
        // James's classes are many: they are loaded beside ours; no port is opened before all is known to be right
        CountDownLatch right = new CountDownLatch(1);
        FutureTask<List<String>> readers = new FutureTask<>(() -> {
            reading.prepare();
            right.await();
            return reading.open(portOffset);
        });
        Thread.ofPlatform().daemon().name("mail-access").start(readers);
        Generation first = make(config, reading);
        generation = first;
        right.countDown();
        List<String> open = new ArrayList<>(first.transfer().start(addresses(config)::of));
        Map<String, ControlServer.Conversation> conversations =
                Map.of(ControlSocket.SMTP, this::talk, ControlSocket.POSTDROP, this::postdrop);
        control =
                new ControlServer(ControlSocket.path(config), handlers(), conversations, ControlServer.Gate.OPEN, log);
        control.start();
        forUsers = new ControlServer(ControlSocket.forUsers(config), handlers(), conversations, this::admits, log);
        forUsers.start();
        timer.scheduleWithFixedDelay(this::pickUp, 0, PICKUP_SECONDS, TimeUnit.SECONDS);
        log.info(
                PROGRAM,
                "daemon started -- version " + config.get(MAIL_VERSION) + ", configuration " + config.directory());
        try {
            open.addAll(readers.get());
            return open;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private ListenAddresses addresses(PostfixConfig config) {
        return new ListenAddresses(config, portOffset);
    }

    private Generation make(PostfixConfig config, MailReading reading) throws ConfigurationException, IOException {
        MailTransfer transfer = new MailTransfer(
                config,
                new MailTransfer.Surroundings(
                        log, clock, reading.authenticator(), mailets(config, reading), reading.events()));
        return new Generation(
                transfer, new Pickup(config, transfer.cleanup(), transfer.refused(), log, clock), reading);
    }

    private void report(PostfixConfig config) {
        for (Diagnostic d : ConfigurationReport.of(config).diagnostics()) {
            log.log(PROGRAM, d.severity(), d.origin() + ": " + d.text());
        }
        CompatibilityLevel level = CompatibilityLevel.of(config);
        level.startLines().forEach(text -> log.logAs("postfix", Diagnostic.Severity.INFO, text));
        level.chrootDefaults().forEach(text -> log.info("master", text));
    }

    private AdminMailets mailets(PostfixConfig config, MailReading reading) throws IOException {
        MailetsFile file = MailetsFile.read(config.directory());
        if (file.processors().isEmpty()) {
            return AdminMailets.NONE;
        }
        // an injector of its own: what lies in extensions-jars is read anew at each reload
        return AdminMailets.load(file, reading.newInjector(), log, config, domain -> isOurs(domain));
    }

    private boolean isOurs(String domain) {
        Generation now = generation;
        return now != null
                && MailTransfer.isOurs(now.transfer().config(), now.transfer().tables(), domain);
    }

    private void pickUp() {
        Generation now = generation;
        if (now == null) {
            return;
        }
        try {
            now.pickup().run();
        } catch (IOException e) {
            log.warning("pickup", e.toString());
        }
    }

    private Map<String, ControlServer.Handler> handlers() {
        return Map.of(
                ControlSocket.FLUSH,
                queueRequest(ControlSocket.FLUSH),
                ControlSocket.FLUSH_SITE,
                queueRequest(ControlSocket.FLUSH_SITE),
                ControlSocket.FLUSH_ID,
                queueRequest(ControlSocket.FLUSH_ID),
                ControlSocket.PICKUP,
                (argument, data) -> {
                    timer.execute(this::pickUp);
                    return ControlReply.OK;
                },
                ControlSocket.SHOWQ,
                queueRequest(ControlSocket.SHOWQ),
                ControlSocket.RELOAD,
                (argument, data) -> reload(),
                ControlSocket.STATUS,
                (argument, data) -> {
                    data.write("pid=" + ProcessHandle.current().pid() + "\n");
                    return ControlReply.OK;
                },
                ControlSocket.STOP,
                (argument, data) -> {
                    stopped.countDown();
                    return ControlReply.OK;
                });
    }

    private void talk(String user, InputStream in, OutputStream out) throws IOException {
        Generation now = generation;
        if (now != null) {
            now.transfer().standAlone(user, in, out);
        }
    }

    private void postdrop(String user, InputStream in, OutputStream out) throws IOException {
        Generation now = generation;
        if (now != null) {
            new SubmissionService(
                            now.transfer().config(), now.transfer().tables(), log, () -> timer.execute(this::pickUp))
                    .talk(user, in, out);
        }
    }

    /** What users may ask who may not enter {@code public}; postqueue tells them why not, this makes sure. */
    private boolean admits(String user, String request) {
        Generation now = generation;
        return now != null
                && new UserRequests(now.transfer().config(), now.transfer().tables()).admits(user, request);
    }

    /** Asks the generation that runs when the request comes. */
    private ControlServer.Handler queueRequest(String request) {
        return (argument, data) -> {
            Generation now = generation;
            return now == null
                    ? new ControlReply(ControlReply.Status.FAIL, "starting")
                    : Objects.requireNonNull(
                                    now.transfer().requests().handlers().get(request), request)
                            .handle(argument, data);
        };
    }

    /**
     * A new snapshot takes the old one's place. A faulty one is told about, and the old one stays. Listening sockets stay open, SMTP sessions and
     * deliveries end as they began; IMAP and POP3 sessions are closed only when a setting about them has changed.
     */
    ControlReply reload() {
        changing.lock();
        try {
            Generation old = generation;
            if (old == null) {
                return new ControlReply(ControlReply.Status.FAIL, "starting");
            }
            PostfixConfig config = source.load();
            log.reopen();
            log.info(
                    PROGRAM, "reload -- version " + config.get(MAIL_VERSION) + ", configuration " + config.directory());
            report(config);
            replace(old, config);
            return ControlReply.OK;
        } catch (ConfigurationException e) {
            e.diagnostics().forEach(d -> log.log(PROGRAM, d.severity(), d.origin() + ": " + d.text()));
            return new ControlReply(ControlReply.Status.FAIL, firstLine(e.getMessage()));
        } catch (IOException e) {
            log.warning(PROGRAM, "reload: " + e.getMessage());
            return new ControlReply(ControlReply.Status.FAIL, firstLine(e.getMessage()));
        } finally {
            changing.unlock();
        }
    }

    private void replace(Generation old, PostfixConfig config) throws ConfigurationException, IOException {
        boolean keep = old.reading().serves(config);
        MailReading reading = keep ? old.reading() : MailReading.of(config, log);
        @Nullable Generation next = null;
        boolean taken = false;
        try {
            next = make(config, reading);
            next.transfer().replace(old.transfer(), addresses(config)::of);
            generation = next;
            taken = true;
        } finally {
            if (!taken) {
                if (next != null) {
                    next.transfer().close();
                }
                if (!keep) {
                    reading.close();
                }
            }
        }
        retire(old.transfer());
        if (!keep) {
            old.reading().close();
            reading.open(portOffset);
        }
    }

    private void retire(MailTransfer old) {
        retiring.add(old);
        Thread.ofVirtual().name("retiring").start(() -> {
            try {
                old.retire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            retiring.remove(old);
        });
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }

    /** All at the same time: each waits a little for its sessions. */
    private void end(Generation last) throws IOException {
        List<Thread> closing = new ArrayList<>();
        retiring.forEach(transfer -> closing.add(Thread.ofVirtual().start(transfer::close)));
        closing.add(Thread.ofVirtual().start(last.transfer()::close));
        last.reading().close();
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when {@code postfix stop} asks for the end. */
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() throws IOException {
        changing.lock();
        try {
            for (@Nullable ControlServer listening : Arrays.asList(control, forUsers)) {
                if (listening != null) {
                    listening.close();
                }
            }
            timer.shutdownNow();
            Generation now = generation;
            generation = null;
            if (now != null) {
                end(now);
            }
            log.flush();
        } finally {
            changing.unlock();
        }
    }
}
