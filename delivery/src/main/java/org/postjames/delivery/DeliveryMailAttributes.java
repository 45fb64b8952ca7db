package org.postjames.delivery;

import java.util.List;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.RecipientStatus;

/** How a delivery request travels through a James processor: as two attributes of the {@link Mail}. */
public final class DeliveryMailAttributes {
    /** The {@link DeliveryRequest}. */
    public static final AttributeName REQUEST = AttributeName.of("org.postjames.delivery.request");

    /** The {@code List<RecipientStatus>} that the agent's mailet leaves. */
    public static final AttributeName STATUS = AttributeName.of("org.postjames.delivery.status");

    private DeliveryMailAttributes() {}

    public static void putRequest(Mail mail, DeliveryRequest request) {
        mail.setAttribute(new Attribute(REQUEST, AttributeValue.ofUnserializable(request)));
    }

    public static Optional<DeliveryRequest> request(Mail mail) {
        return mail.getAttribute(REQUEST)
                .map(attribute -> attribute.getValue().value())
                .filter(DeliveryRequest.class::isInstance)
                .map(DeliveryRequest.class::cast);
    }

    public static void putStatus(Mail mail, List<RecipientStatus> status) {
        mail.setAttribute(new Attribute(STATUS, AttributeValue.ofUnserializable(List.copyOf(status))));
    }

    /** What the agent's mailet left; empty if none ran. */
    public static List<RecipientStatus> status(Mail mail) {
        return mail.getAttribute(STATUS)
                .map(attribute -> attribute.getValue().value())
                .filter(List.class::isInstance)
                .map(list -> ((List<?>) list)
                        .stream().map(RecipientStatus.class::cast).toList())
                .orElse(List.of());
    }
}
