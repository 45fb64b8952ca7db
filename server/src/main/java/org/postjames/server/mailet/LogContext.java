package org.postjames.server.mailet;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import javax.mail.internet.AddressException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.mailet.HostAddress;
import org.apache.mailet.LookupException;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.jspecify.annotations.Nullable;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.MailLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What mailets may ask of the server. Sending mail from a mailet is not there yet, and says so. */
final class LogContext implements MailetContext {
    private static final String PROGRAM = "mailet";

    private final MailLog log;
    private final String hostname;
    private final Predicate<String> localDomain;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();

    LogContext(MailLog log, String hostname, Predicate<String> localDomain) {
        this.log = log;
        this.hostname = hostname;
        this.localDomain = localDomain;
    }

    @Override
    public int getMajorVersion() {
        return 3;
    }

    @Override
    public int getMinorVersion() {
        return 8;
    }

    @Override
    public String getServerInfo() {
        return "Postjames";
    }

    @Override
    public Iterator<String> getAttributeNames() {
        return attributes.keySet().iterator();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    @Override
    @Deprecated
    public void log(String message) {
        log.info(PROGRAM, message);
    }

    @Override
    @Deprecated
    public void log(String message, Throwable cause) {
        log.info(PROGRAM, message + ": " + cause);
    }

    @Override
    @Deprecated
    public void log(LogLevel level, String message) {
        log.log(PROGRAM, severity(level), message);
    }

    @Override
    @Deprecated
    public void log(LogLevel level, String message, Throwable cause) {
        log.log(PROGRAM, severity(level), message + ": " + cause);
    }

    private static Severity severity(LogLevel level) {
        return switch (level) {
            case DEBUG, INFO -> Severity.INFO;
            case WARN -> Severity.WARNING;
            case ERROR -> Severity.ERROR;
        };
    }

    @Override
    public MailAddress getPostmaster() {
        try {
            return new MailAddress("postmaster", hostname);
        } catch (AddressException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean isLocalServer(Domain domain) {
        return localDomain.test(domain.asString());
    }

    @Override
    @Deprecated
    public boolean isLocalUser(String name) {
        return false;
    }

    @Override
    public boolean isLocalEmail(MailAddress address) {
        return isLocalServer(address.getDomain());
    }

    @Override
    @Deprecated
    public Collection<String> getMailServers(Domain domain) {
        return List.of();
    }

    @Override
    @Deprecated
    public Iterator<HostAddress> getSMTPHostAddresses(Domain domain) {
        return List.<HostAddress>of().iterator();
    }

    @Override
    public void sendMail(MimeMessage message) throws MessagingException {
        throw cannotSend();
    }

    @Override
    public void sendMail(MailAddress sender, Collection<MailAddress> recipients, MimeMessage message)
            throws MessagingException {
        throw cannotSend();
    }

    @Override
    public void sendMail(MailAddress sender, Collection<MailAddress> recipients, MimeMessage message, String state)
            throws MessagingException {
        throw cannotSend();
    }

    @Override
    public void sendMail(Mail mail) throws MessagingException {
        throw cannotSend();
    }

    @Override
    public void sendMail(Mail mail, long delay, TimeUnit unit) throws MessagingException {
        throw cannotSend();
    }

    @Override
    public void sendMail(Mail mail, String state) throws MessagingException {
        throw cannotSend();
    }

    @Override
    public void sendMail(Mail mail, String state, long delay, TimeUnit unit) throws MessagingException {
        throw cannotSend();
    }

    @Override
    public void bounce(Mail mail, String message) throws MessagingException {
        throw cannotSend();
    }

    @Override
    public void bounce(Mail mail, String message, MailAddress bouncer) throws MessagingException {
        throw cannotSend();
    }

    private static MessagingException cannotSend() {
        return new MessagingException("sending mail from a mailet is not implemented yet");
    }

    @Override
    public List<String> dnsLookup(String name, RecordType type) throws LookupException {
        throw new LookupException("DNS lookups from a mailet are not implemented yet");
    }

    @Override
    public Logger getLogger() {
        return LoggerFactory.getLogger(PROGRAM);
    }
}
