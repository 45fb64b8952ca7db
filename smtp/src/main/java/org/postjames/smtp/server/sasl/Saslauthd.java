package org.postjames.smtp.server.sasl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.postjames.log.MailLog;
import org.postjames.table.ServiceAddress;
import org.postjames.table.ServiceConnection;

/** {@code smtpd_sasl_type = cyrus} with {@code pwcheck_method: saslauthd}: that daemon decides about passwords. // saslauthd(8) */
final class Saslauthd implements SaslServer {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ANSWER_LIMIT = 4096;
    private static final Set<SecurityOptions.Property> PLAINTEXT = EnumSet.of(SecurityOptions.Property.NOPLAINTEXT);

    /** The login of one client. An empty realm is none. */
    record Login(String user, String realm, String password) {}

    private final CyrusConfig config;
    private final Path queueDirectory;
    private final String service;
    private final String localDomain;
    private final MailLog log;
    private final String program;

    /**
     * @param queueDirectory where the socket may lie as a chrooted smtpd sees it
     * @param service {@code smtpd_sasl_service}
     * @param localDomain {@code smtpd_sasl_local_domain}
     */
    Saslauthd(
            CyrusConfig config, Path queueDirectory, String service, String localDomain, MailLog log, String program) {
        this.config = config;
        this.queueDirectory = queueDirectory;
        this.service = service;
        this.localDomain = localDomain;
        this.log = log;
        this.program = program;
    }

    @Override
    public List<String> mechanisms(SecurityOptions options) {
        return options.allows(PLAINTEXT) ? config.mechanisms() : List.of();
    }

    @Override
    public SaslSession session(SaslClient client, SecurityOptions options) {
        return new SaslauthdSession(this, mechanisms(options));
    }

    String localDomain() {
        return localDomain;
    }

    void warn(String text) {
        log.warning(program, "SASL authentication failure: " + text);
    }

    /**
     * Whether the password is right.
     *
     * @throws IOException if the daemon cannot be asked now; that is logged
     */
    boolean verify(Login login) throws IOException {
        Path inQueue = queueDirectory.resolve(config.socket().toString().replaceFirst("^/+", ""));
        Path socket = Files.exists(inQueue) ? inQueue : config.socket();
        ServiceConnection connection;
        try {
            connection = ServiceConnection.open(new ServiceAddress.Unix(socket.toString()), TIMEOUT);
        } catch (IOException e) {
            warn("cannot connect to saslauthd server: " + e.getMessage());
            throw e;
        }
        try (connection) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            for (String field : List.of(login.user(), login.password(), service, login.realm())) {
                byte[] bytes = field.getBytes(StandardCharsets.ISO_8859_1);
                if (bytes.length > 0xffff) {
                    return false;
                }
                request.write(bytes.length >> 8);
                request.write(bytes.length);
                request.writeBytes(bytes);
            }
            connection.write(request.toByteArray());
            return answer(connection).startsWith("OK");
        } catch (IOException e) {
            warn("size read failed");
            throw e;
        }
    }

    private static String answer(ServiceConnection connection) throws IOException {
        int length = next(connection) << 8 | next(connection);
        if (length > ANSWER_LIMIT) {
            throw new IOException("too long an answer");
        }
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append((char) next(connection));
        }
        return text.toString();
    }

    private static int next(ServiceConnection connection) throws IOException {
        int next = connection.read();
        if (next == ServiceConnection.END) {
            throw new IOException("lost connection");
        }
        return next;
    }
}
