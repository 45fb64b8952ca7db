package org.postjames.server.mailet;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import javax.mail.internet.AddressException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.PerRecipientHeaders;
import org.apache.mailet.PerRecipientHeaders.Header;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;

/**
 * A queued message as mailets see it. Addresses become James's, and the message is parsed, only when a mailet asks; a delivery without mailets of the
 * administrator's never does. Addresses that James cannot express ({@code a..b@example.org}) are left out of its view, and stay in the envelope.
 */
final class LazyMail implements Mail {
    private static final long serialVersionUID = 1L;

    /** Where header and body come from. */
    interface Source {
        InputStream open() throws IOException;

        long size();
    }

    private final transient Source source;
    private final transient Map<AttributeName, Attribute> attributes;
    private final String client;
    private final String clientAddress;
    private transient Address sender;
    private transient List<Address> envelope;
    private String name;
    private String state;
    private @Nullable String errorMessage;
    private transient @Nullable List<MailAddress> recipients;
    private transient @Nullable MimeMessage message;
    private boolean replaced;
    private Date lastUpdated = new Date();
    private final PerRecipientHeaders headers = new PerRecipientHeaders();

    LazyMail(
            String name,
            String state,
            Address sender,
            List<Address> envelope,
            Map<String, String> facts,
            Source source) {
        this.name = name;
        this.state = state;
        this.sender = sender;
        this.envelope = List.copyOf(envelope);
        this.source = source;
        this.client = facts.getOrDefault("client_name", "localhost");
        this.clientAddress = facts.getOrDefault("client_address", "127.0.0.1");
        this.attributes = new HashMap<>();
        String user = facts.get("sasl_username");
        if (user != null) {
            setAttribute(new Attribute(SMTP_AUTH_USER, AttributeValue.of(user)));
        }
        String helo = facts.get("helo_name");
        if (helo != null) {
            setAttribute(new Attribute(SMTP_HELO, AttributeValue.of(helo)));
        }
    }

    private LazyMail(LazyMail other) {
        this.name = other.name;
        this.state = other.state;
        this.sender = other.sender;
        this.envelope = other.envelope;
        this.source = other.source;
        this.client = other.client;
        this.clientAddress = other.clientAddress;
        this.attributes = new HashMap<>(other.attributes);
        this.recipients = other.recipients;
        this.message = other.message;
        this.replaced = other.replaced;
    }

    /** The envelope as it is now, with everything that James's addresses cannot say. */
    List<Address> envelope() {
        return envelope;
    }

    Address sender() {
        return sender;
    }

    /** Whether a mailet changed header or body. */
    boolean contentChanged() {
        return replaced || message instanceof MimeMessageWrapper wrapper && wrapper.isModified();
    }

    static Optional<MailAddress> convert(Address address) {
        try {
            return Optional.of(new MailAddress(address.localPart(), address.domain()));
        } catch (AddressException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Address convert(MailAddress address) {
        return new Address(address.getLocalPart(), address.getDomain().asString());
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public void setName(String newName) {
        name = newName;
    }

    @Override
    public MimeMessage getMessage() throws MessagingException {
        MimeMessage parsed = message;
        if (parsed == null) {
            parsed = new MimeMessageWrapper(new MimeMessageSource() {
                @Override
                public String getSourceId() {
                    return name;
                }

                @Override
                public InputStream getInputStream() throws IOException {
                    return source.open();
                }
            });
            message = parsed;
        }
        return parsed;
    }

    @Override
    public void setMessage(MimeMessage newMessage) {
        if (newMessage != message) {
            message = newMessage;
            replaced = true;
        }
    }

    @Override
    public Collection<MailAddress> getRecipients() {
        List<MailAddress> converted = recipients;
        if (converted == null) {
            converted = envelope.stream()
                    .map(LazyMail::convert)
                    .flatMap(Optional::stream)
                    .toList();
            recipients = converted;
        }
        return converted;
    }

    @Override
    public void setRecipients(Collection<MailAddress> wanted) {
        List<Address> kept = new ArrayList<>();
        List<MailAddress> left = new ArrayList<>(wanted);
        for (Address address : envelope) {
            Optional<MailAddress> view = convert(address);
            if (view.isEmpty() || left.remove(view.get())) {
                kept.add(address);
            }
        }
        left.forEach(added -> kept.add(convert(added)));
        envelope = List.copyOf(kept);
        recipients = null;
    }

    @Override
    @Deprecated
    public @Nullable MailAddress getSender() {
        return sender.isNull() ? MailAddress.nullSender() : convert(sender).orElse(null);
    }

    @Override
    public Mail duplicate() {
        return new LazyMail(this);
    }

    @Override
    public String getState() {
        return state;
    }

    @Override
    public void setState(String newState) {
        state = newState;
    }

    @Override
    public String getRemoteHost() {
        return client;
    }

    @Override
    public String getRemoteAddr() {
        return clientAddress;
    }

    @Override
    public @Nullable String getErrorMessage() {
        return errorMessage;
    }

    @Override
    public void setErrorMessage(String text) {
        errorMessage = text;
    }

    @Override
    public Stream<Attribute> attributes() {
        return attributes.values().stream();
    }

    @Override
    public Map<AttributeName, Attribute> attributesMap() {
        return Map.copyOf(attributes);
    }

    @Override
    @Deprecated
    public @Nullable Serializable getAttribute(String attribute) {
        return getAttribute(AttributeName.of(attribute))
                .map(a -> a.getValue().value())
                .filter(Serializable.class::isInstance)
                .map(Serializable.class::cast)
                .orElse(null);
    }

    @Override
    public Optional<Attribute> getAttribute(AttributeName attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    @Override
    @Deprecated
    public Iterator<String> getAttributeNames() {
        return attributeNames().map(AttributeName::asString).iterator();
    }

    @Override
    public Stream<AttributeName> attributeNames() {
        return attributes.keySet().stream();
    }

    @Override
    public boolean hasAttributes() {
        return !attributes.isEmpty();
    }

    @Override
    @Deprecated
    public @Nullable Serializable removeAttribute(String attribute) {
        Serializable old = getAttribute(attribute);
        attributes.remove(AttributeName.of(attribute));
        return old;
    }

    @Override
    public Optional<Attribute> removeAttribute(AttributeName attribute) {
        return Optional.ofNullable(attributes.remove(attribute));
    }

    @Override
    public void removeAllAttributes() {
        attributes.clear();
    }

    @Override
    @Deprecated
    public @Nullable Serializable setAttribute(String attribute, Serializable value) {
        Serializable old = getAttribute(attribute);
        setAttribute(Attribute.convertToAttribute(attribute, value));
        return old;
    }

    @Override
    public Optional<Attribute> setAttribute(Attribute attribute) {
        return Optional.ofNullable(attributes.put(attribute.getName(), attribute));
    }

    @Override
    public void addSpecificHeaderForRecipient(Header header, MailAddress recipient) {
        headers.addHeaderForRecipient(header, recipient);
    }

    @Override
    public PerRecipientHeaders getPerRecipientSpecificHeaders() {
        return headers;
    }

    @Override
    public long getMessageSize() {
        return source.size();
    }

    @Override
    public Date getLastUpdated() {
        return lastUpdated;
    }

    @Override
    public void setLastUpdated(Date date) {
        lastUpdated = date;
    }
}
