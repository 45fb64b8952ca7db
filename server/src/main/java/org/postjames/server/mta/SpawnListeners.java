package org.postjames.server.mta;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.delivery.LibcUsers;
import org.postjames.delivery.SpawnService;
import org.postjames.delivery.UserRights;
import org.postjames.log.MailLog;

/** The spawn services of one configuration snapshot, and where they listen. */
final class SpawnListeners implements AutoCloseable {
    private final PostfixConfig config;
    private final UserRights rights = new UserRights();
    private final MailLog log;
    private final List<SpawnListener> listeners = new ArrayList<>();

    SpawnListeners(PostfixConfig config, MailLog log) {
        this.config = config;
        this.log = log;
    }

    /**
     * Binds what is not bound yet.
     *
     * @param old those of the snapshot before: where one is still wanted, it goes on with this one's service; the others are closed
     * @return what listens, for people
     */
    List<String> listen(MailTransfer.Addresses addresses, List<SpawnListener> old) throws IOException {
        Map<SocketAddress, SpawnListener> inherited = new HashMap<>();
        old.forEach(listener -> inherited.put(listener.address(), listener));
        List<String> open = new ArrayList<>();
        for (MasterService service : config.services()) {
            if (!service.command().equals("spawn") || !Listening.hasSocket(service)) {
                continue;
            }
            PostfixConfig its = config.forService(service);
            SpawnService spawn = new SpawnService(its, service, new LibcUsers(), rights, log);
            int processes = service.maxproc().equals("-")
                    ? config.get(GlobalParameters.DEFAULT_PROCESS_LIMIT)
                    : Integer.parseInt(service.maxproc());
            for (SocketAddress address : Listening.wanted(service, config, addresses)) {
                SpawnListener listener = inherited.remove(address);
                if (listener == null) {
                    listener = Listening.bound(address, wanted -> new SpawnListener(wanted, spawn, processes, log));
                } else {
                    listener.serveWith(spawn, processes);
                }
                listeners.add(listener);
                open.add("spawn " + Listening.named(address, ":"));
            }
        }
        close(inherited.values());
        old.clear();
        return open;
    }

    /** Until a later snapshot takes them. */
    List<SpawnListener> open() {
        return listeners;
    }

    private void close(Collection<SpawnListener> unwanted) {
        for (SpawnListener listener : unwanted) {
            try {
                listener.close();
            } catch (IOException e) {
                log.warning("spawn", "close: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        close(listeners);
        rights.close();
    }
}
