package org.postjames.smtp.server;

import static org.postjames.smtp.server.SmtpdParameters.SMTPD_PROXY_EHLO;
import static org.postjames.smtp.server.SmtpdParameters.SMTPD_PROXY_FILTER;
import static org.postjames.smtp.server.SmtpdParameters.SMTPD_PROXY_OPTIONS;
import static org.postjames.smtp.server.SmtpdParameters.SMTPD_PROXY_TIMEOUT;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postjames.access.ProxyFilterAddress;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

/**
 * The before-queue filter of an SMTP server. // smtpd_proxy_create()
 *
 * @param name as main.cf has it, for the log
 * @param speedAdjust connect when the whole message is there: the filter then waits for no slow client
 */
record ProxySettings(
        String name,
        ProxyFilterAddress address,
        Path queueDirectory,
        boolean ipv6,
        Duration timeout,
        String ehloName,
        boolean speedAdjust) {

    /** Nothing if there is no filter. {@link org.postjames.access.RelayProtection} has checked the values. */
    static Optional<ProxySettings> of(PostfixConfig config) {
        String name = config.get(SMTPD_PROXY_FILTER);
        return name.isBlank()
                ? Optional.empty()
                : Optional.of(new ProxySettings(
                        name,
                        ProxyFilterAddress.parse(name),
                        Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY)),
                        config.get(GlobalParameters.INET_PROTOCOLS).stream()
                                .anyMatch(word -> word.equalsIgnoreCase("all") || word.equalsIgnoreCase("ipv6")),
                        config.get(SMTPD_PROXY_TIMEOUT),
                        config.get(SMTPD_PROXY_EHLO),
                        config.get(SMTPD_PROXY_OPTIONS).stream()
                                .anyMatch(ProxyFilterAddress.SPEED_ADJUST::equalsIgnoreCase)));
    }

    /** Where to connect, in order. */
    List<SocketAddress> addresses() throws IOException {
        if (address.service() instanceof org.postjames.table.ServiceAddress.Unix socket) {
            return List.of(UnixDomainSocketAddress.of(queueDirectory.resolve(socket.text())));
        }
        return address.service().resolve().stream()
                .filter(each ->
                        ipv6 || !(each instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address))
                .toList();
    }
}
