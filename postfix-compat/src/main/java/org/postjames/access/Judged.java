package org.postjames.access;

import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;

/** Whose name or address a keyword is about: {@code …_client_…}, {@code …_helo_…} and so on. */
enum Judged {
    CLIENT(ReplyClass.CLIENT),
    REVERSE_CLIENT(ReplyClass.REVERSE_CLIENT),
    HELO(ReplyClass.HELO),
    SENDER(ReplyClass.SENDER),
    RECIPIENT(ReplyClass.RECIPIENT);

    private final ReplyClass replyClass;

    Judged(ReplyClass replyClass) {
        this.replyClass = replyClass;
    }

    ReplyClass replyClass() {
        return replyClass;
    }

    /** The name or address; null if there is none yet, if the client has no name, or if the address is {@code <>}. */
    @Nullable
    String of(SmtpdFacts facts) {
        return switch (this) {
            case CLIENT -> known(facts.client().name());
            case REVERSE_CLIENT -> known(facts.client().reverseName());
            case HELO -> facts.helo();
            case SENDER -> text(facts.sender());
            case RECIPIENT -> text(facts.recipient());
        };
    }

    /** The part that is a domain. An address without {@code @} is taken as a whole. */
    static String domain(String name) {
        return name.substring(name.lastIndexOf('@') + 1);
    }

    private static @Nullable String known(String name) {
        return name.equalsIgnoreCase("unknown") ? null : name;
    }

    private static @Nullable String text(@Nullable Address address) {
        return address == null || address.isNull() ? null : address.toString();
    }
}
