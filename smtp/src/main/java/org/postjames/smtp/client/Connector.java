package org.postjames.smtp.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.access.DebugPeers;
import org.postjames.config.GlobalParameters;
import org.postjames.log.MailLog;
import org.postjames.smtp.client.MailServers.Server;
import org.postjames.table.TimedChannel;

/** Opens connections over TCP and to Unix-domain sockets. // smtp_connect.c: smtp_connect_addr(), smtp_connect_unix() */
final class Connector {
    private final ClientConfig config;
    private final SessionTables tables;
    private final DebugPeers debugPeers;
    private final SessionNotices notices;
    private final Set<Transcript.Breach> breaches;
    private final MailLog log;
    private final String program;

    Connector(
            ClientConfig config,
            SessionTables tables,
            DebugPeers debugPeers,
            SessionNotices notices,
            MailLog log,
            String program) {
        this.config = config;
        this.tables = tables;
        this.debugPeers = debugPeers;
        this.notices = notices;
        this.breaches = Transcript.Breach.of(config.get(SmtpClientParameters.NOTIFY_CLASSES));
        this.log = log;
        this.program = program;
    }

    /** @return null if it did not work; the attempt knows why */
    @Nullable
    SmtpConnection connect(Attempt attempt, Server server, int port) {
        String address = server.address().getHostAddress();
        Socket socket = new Socket();
        String problem;
        try {
            if (!bind(socket, server.address()) && config.get(SmtpClientParameters.SMTP_BIND_ADDRESS_ENFORCE)) {
                socket.close();
                attempt.why = Trouble.local("4.4.0", "server configuration error");
                log.info(program, "server configuration error");
                return null;
            }
            socket.connect(new InetSocketAddress(server.address(), port), (int)
                    config.get(SmtpClientParameters.SMTP_CONNECT_TIMEOUT).toMillis());
            socket.setTcpNoDelay(true);
            return watched(new SmtpConnection(tables, new Link.Tcp(socket), server.host(), address, port));
        } catch (SocketTimeoutException e) {
            problem = "Connection timed out";
        } catch (IOException e) {
            problem = SocketErrors.text(e);
        }
        try {
            socket.close();
        } catch (IOException e) {
            log.warning(program, "close: " + e.getMessage());
        }
        String reason = "connect to " + server.host() + "[" + address + "]:" + port + ": " + problem;
        attempt.why = Trouble.local("4.4.1", reason);
        log.info(program, reason);
        return null;
    }

    /** @param path below the queue directory, or absolute @return null if it did not work; the attempt knows why */
    @Nullable
    SmtpConnection connect(Attempt attempt, String path) {
        String host = config.get(GlobalParameters.MYHOSTNAME);
        try {
            SocketAddress address = UnixDomainSocketAddress.of(
                    Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY)).resolve(path));
            TimedChannel channel =
                    TimedChannel.open(List.of(address), config.get(SmtpClientParameters.SMTP_CONNECT_TIMEOUT));
            SmtpConnection connection = watched(new SmtpConnection(tables, new Link.Local(channel), host, path, 0));
            connection.sole = true;
            return connection;
        } catch (IOException e) {
            String problem = SocketErrors.text(e);
            if (problem.equals(SocketErrors.PATH_TOO_LONG)) {
                log.warning(program, "unix-domain name too long: " + path);
                attempt.why = Trouble.local("4.3.5", "Server configuration error");
                return null;
            }
            attempt.why = Trouble.local("4.4.1", "connect to " + host + "[" + path + "]: " + problem);
            return null;
        }
    }

    private SmtpConnection watched(SmtpConnection connection) {
        if (!breaches.isEmpty()) {
            connection.transcript = new Transcript(
                    breaches,
                    said -> notices.send(config.isLmtp() ? "LMTP" : "SMTP", connection.nameAddressPort(), said));
        }
        if (debugPeers.contain(connection.host, connection.address)) {
            connection.verbose(line -> log.info(program, line));
        }
        return connection;
    }

    /** @return whether the connection comes from where it shall come from */
    private boolean bind(Socket socket, InetAddress server) throws IOException {
        boolean v6 = server.getAddress().length == 16;
        String from = config.get(v6 ? SmtpClientParameters.SMTP_BIND_ADDRESS6 : SmtpClientParameters.SMTP_BIND_ADDRESS);
        if (!from.isEmpty()) {
            String plain = from.startsWith("[") && from.endsWith("]") ? from.substring(1, from.length() - 1) : from;
            try {
                socket.bind(new InetSocketAddress(InetAddress.getByName(plain), 0));
            } catch (IOException e) {
                log.warning(program, "smtp_connect_addr: bind " + plain + ": " + SocketErrors.text(e));
                return false;
            }
        }
        return true;
    }
}
