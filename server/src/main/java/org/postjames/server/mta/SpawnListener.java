package org.postjames.server.mta;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.postjames.delivery.SpawnService;
import org.postjames.log.MailLog;
import org.postjames.smtp.server.UnixListener;

/** Accepts the clients of a spawn service on one address, as many at a time as master.cf allows processes; the others wait to be accepted. */
final class SpawnListener implements AutoCloseable {
    private static final int BACKLOG = 100;

    private final SocketAddress address;
    private final ServerSocket socket;
    private final MailLog log;
    private final Set<Thread> sessions = ConcurrentHashMap.newKeySet();
    private volatile Serving serving;

    /** @param processes 0 for no limit */
    private record Serving(SpawnService service, Semaphore processes) {
        static Serving of(SpawnService service, int processes) {
            return new Serving(service, new Semaphore(processes == 0 ? Integer.MAX_VALUE : processes));
        }
    }

    /** Binds, and accepts from now on. */
    SpawnListener(SocketAddress address, SpawnService service, int processes, MailLog log) throws IOException {
        this.address = address;
        this.socket = address instanceof UnixDomainSocketAddress unix
                ? UnixListener.bound(unix.getPath(), BACKLOG)
                : bound((InetSocketAddress) address);
        this.serving = Serving.of(service, processes);
        this.log = log;
        Thread.ofVirtual().name("spawn-accept-" + address).start(this::accept);
    }

    private static ServerSocket bound(InetSocketAddress address) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    SocketAddress address() {
        return address;
    }

    /** Clients that connect from now on are the next service's. */
    void serveWith(SpawnService next, int processes) {
        serving = Serving.of(next, processes);
    }

    private void accept() {
        while (!socket.isClosed()) {
            Serving now = serving;
            try {
                now.processes().acquire();
                Thread session = Thread.ofVirtual().name("spawn").unstarted(attend(socket.accept(), now));
                sessions.add(session);
                session.start();
            } catch (IOException e) {
                now.processes().release();
                if (!socket.isClosed()) {
                    log.warning("spawn", "accept connection: " + e.getMessage());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Runnable attend(Socket client, Serving now) {
        return () -> {
            try {
                now.service().serve(client);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the server stops
            } finally {
                now.processes().release();
                sessions.remove(Thread.currentThread());
            }
        };
    }

    /** No client is accepted any more, and the commands are stopped. */
    @Override
    public void close() throws IOException {
        socket.close();
        sessions.forEach(Thread::interrupt);
    }
}
