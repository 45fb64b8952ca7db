package org.postjames.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;

/**
 * A resolver whose answers a table may drop: {@code smtpd_dns_reply_filter}. The table sees each record as text; {@code IGNORE} drops it. When it drops all of
 * them, the lookup ends as a matter of policy; when it says something else, the lookup fails for now. Addresses of hosts are not filtered.
 * // dns_rr_filter.c
 */
public final class DnsReplyFilter implements DnsResolver {
    /** Where the filter's own messages go. */
    public record Messages(Consumer<String> info, Consumer<String> warning) {}

    private final DnsResolver resolver;
    private final Maps maps;
    private final String parameter;
    private final Messages messages;

    private DnsReplyFilter(DnsResolver resolver, Maps maps, String parameter, Messages messages) {
        this.resolver = resolver;
        this.maps = maps;
        this.parameter = parameter;
        this.messages = messages;
    }

    /**
     * The resolver with a filter before it, or itself if there is no filter.
     *
     * @param parameter for messages
     */
    public static DnsResolver of(DnsResolver resolver, Maps maps, String parameter, Messages messages) {
        return maps.isEmpty() ? resolver : new DnsReplyFilter(resolver, maps, parameter, messages);
    }

    @Override
    public Answers lookup(String name, Type type) throws DnsUnavailableException {
        Answers answers = resolver.lookup(name, type);
        if (answers.status() != Answers.Status.FOUND) {
            return answers;
        }
        String lookup = "Error looking up name=" + name + " type=" + type + ": ";
        List<Answer> kept = new ArrayList<>();
        for (Answer answer : answers.records()) {
            if (!isDropped(answer, lookup)) {
                kept.add(answer);
            }
        }
        return kept.isEmpty()
                ? new Answers(Answers.Status.POLICY, List.of(), lookup + "DNS reply filter drops all results")
                : new Answers(Answers.Status.FOUND, List.copyOf(kept), "");
    }

    private boolean isDropped(Answer answer, String lookup) throws DnsUnavailableException {
        Optional<String> action;
        try {
            action = maps.find(answer.record());
        } catch (TableUnavailableException e) {
            messages.warning().accept(e.getMessage());
            throw new DnsUnavailableException(lookup + "Invalid DNS reply filter syntax");
        }
        if (action.isEmpty()) {
            return false;
        }
        if (!action.get().split("[ \t]", 2)[0].toUpperCase(Locale.ROOT).equals("IGNORE")) {
            messages.warning().accept(parameter + ": unknown DNS filter action: \"" + action.get() + "\"");
            throw new DnsUnavailableException(lookup + "Invalid DNS reply filter syntax");
        }
        messages.info().accept("ignoring DNS RR: " + answer.record());
        return true;
    }

    @Override
    public List<String> addresses(String host, boolean ipv4, boolean ipv6) throws DnsUnavailableException {
        return resolver.addresses(host, ipv4, ipv6);
    }
}
