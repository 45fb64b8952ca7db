package org.postjames.server.mta;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.smtp.server.SmtpServer;

/** A service of master.cf that mail comes in by, SMTP or LMTP, and the server that does its work. */
record Listening(SmtpServer server, MasterService service) {
    private static final String SMTPD = "smtpd";

    /** Whether a line of master.cf is such a service. */
    static boolean isOne(MasterService service) {
        return hasSocket(service)
                && (service.command().equals(SMTPD) || service.command().equals(SmtpServer.LMTPD));
    }

    static boolean hasSocket(MasterService service) {
        return service.type().equals("inet") || service.type().equals("unix");
    }

    /** What is wrong with such a line. */
    static Optional<Diagnostic> check(MasterService service) {
        String port = service.name().substring(service.name().lastIndexOf(':') + 1);
        boolean smtp = service.type().equals("inet") && Set.of("25", "smtp").contains(port);
        return smtp && service.command().equals(SmtpServer.LMTPD)
                // RFC 2033 5: other mail servers would take it for SMTP
                ? Optional.of(Diagnostic.fatal(service.origin(), "lmtpd must not listen on the SMTP port"))
                : Optional.empty();
    }

    /** Where it is to listen. // master_ent.c: private or public, and the service's name */
    List<SocketAddress> wanted(PostfixConfig config, MailTransfer.Addresses addresses) throws IOException {
        return wanted(service, config, addresses);
    }

    static List<SocketAddress> wanted(MasterService service, PostfixConfig config, MailTransfer.Addresses addresses)
            throws IOException {
        if (service.type().equals("inet")) {
            return new ArrayList<>(addresses.of(service.name()));
        }
        String directory = service.privateField().equals("n") ? "public" : "private";
        return List.of(UnixDomainSocketAddress.of(
                Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY), directory, service.name())
                        .toAbsolutePath()));
    }

    /** @throws IOException with the address that cannot be had */
    void bind(SocketAddress address) throws IOException {
        bound(address, wanted -> {
            if (wanted instanceof UnixDomainSocketAddress unix) {
                server.start(unix.getPath());
            } else {
                server.start((InetSocketAddress) wanted);
            }
            return server;
        });
    }

    /** Makes what listens. */
    @FunctionalInterface
    interface Binding<T> {
        T bind(SocketAddress address) throws IOException;
    }

    /** @throws IOException with the address that cannot be had */
    static <T> T bound(SocketAddress address, Binding<T> binding) throws IOException {
        try {
            return binding.bind(address);
        } catch (IOException e) {
            throw new IOException("bind " + named(address, " port ") + ": " + e.getMessage());
        }
    }

    /** For people. */
    String shown(SocketAddress address) {
        return (service.command().equals(SMTPD) ? "SMTP " : "LMTP ") + named(address, ":");
    }

    static String named(SocketAddress address, String separator) {
        return address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + separator + inet.getPort()
                : address.toString();
    }
}
