package org.postjames.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.Recipient;

/** The macros in the command of a pipe service. An argument that names a recipient comes once for each of them. // pipe.c: expand_argv() */
final class PipeCommandLine {
    private static final Pattern MACRO = Pattern.compile("\\$\\$|\\$\\{([^}]*)\\}|\\$\\(([^)]*)\\)|\\$([A-Za-z0-9_]+)");
    private static final Set<String> OF_RECIPIENT =
            Set.of("recipient", "original_recipient", "user", "extension", "mailbox", "domain");

    private final PipeAttributes attributes;
    private final DeliveryRequest request;
    private final String delimiters;
    private final Consumer<String> warnings;
    private final Map<String, String> common = new HashMap<>();

    /** @param delimiters {@code recipient_delimiter} */
    PipeCommandLine(PipeAttributes attributes, DeliveryRequest request, String delimiters, Consumer<String> warnings) {
        this.attributes = attributes;
        this.request = request;
        this.delimiters = delimiters;
        this.warnings = warnings;
        common.put("sender", sender());
        common.put("nexthop", attributes.has('h') ? lower(request.nexthop()) : request.nexthop());
        common.put("size", String.valueOf(request.content().size()));
        common.put("queue_id", request.queueId().text());
        common.put("client_address", known("log_client_address", "client_address"));
        common.put("client_helo", known("log_helo_name", "helo_name"));
        common.put("client_hostname", known("log_client_name", "client_name"));
        common.put("client_port", known("log_client_port", "client_port"));
        common.put("client_protocol", known("log_protocol_name", "protocol_name"));
        for (String name : List.of("sasl_method", "sasl_username", "sasl_sender")) {
            common.put(name, request.attributes().getOrDefault(name, ""));
        }
    }

    private String known(String logged, String own) {
        Map<String, String> all = request.attributes();
        return all.getOrDefault(logged, all.getOrDefault(own, ""));
    }

    private String sender() {
        if (request.sender().isNull()) {
            return attributes.nullSender();
        }
        return attributes.has('q') ? DeliveryHeaders.quote822(request.sender()) : plain(request.sender());
    }

    /** The program and its arguments; nothing if a macro is not known: a warning names it. */
    Optional<List<String>> words() {
        List<String> words = new ArrayList<>();
        for (String argument : attributes.argv()) {
            Set<String> named = named(argument);
            for (String name : named) {
                if (!OF_RECIPIENT.contains(name) && !common.containsKey(name)) {
                    warnings.accept("service " + attributes.service() + ": unknown macro name: \"" + name + "\"");
                    return Optional.empty();
                }
            }
            try {
                if (named.stream().noneMatch(OF_RECIPIENT::contains)) {
                    words.add(expand(argument, common));
                } else {
                    for (Recipient recipient : request.recipients()) {
                        words.add(expand(argument, values(recipient, named)));
                    }
                }
            } catch (IllegalArgumentException e) {
                warnings.accept("service " + attributes.service() + ": " + e.getMessage());
                return Optional.empty();
            }
        }
        return Optional.of(words);
    }

    /** Plain names only: {@code ${name?text}} is no macro of pipe(8). // parse_callback() */
    private static Set<String> named(String argument) {
        Set<String> named = new HashSet<>();
        Matcher macros = MACRO.matcher(argument);
        while (macros.find()) {
            for (int group = 1; group <= macros.groupCount(); group++) {
                if (macros.group(group) != null) {
                    named.add(macros.group(group));
                }
            }
        }
        return named;
    }

    private static String expand(String argument, Map<String, String> values) {
        return PostfixConfig.expand(argument, name -> Optional.ofNullable(values.get(name)), name -> {});
    }

    private Map<String, String> values(Recipient recipient, Set<String> named) {
        Map<String, String> values = new HashMap<>(common);
        Address address = recipient.address();
        values.put("recipient", external(address));
        values.put("original_recipient", external(recipient.original()));
        String mailbox = foldUser(address.localPart());
        boolean parts = named.contains("user")
                || named.contains("extension")
                || named.contains("mailbox")
                || named.contains("domain");
        if (parts && !address.hasDomain()) {
            warnings.accept("no @ in recipient address: " + address);
        }
        int delimiter = 1;
        while (delimiter < mailbox.length() && delimiters.indexOf(mailbox.charAt(delimiter)) < 0) {
            delimiter++;
        }
        boolean split = delimiter < mailbox.length();
        values.put("mailbox", mailbox);
        values.put("user", split ? mailbox.substring(0, delimiter) : mailbox);
        values.put("extension", split ? mailbox.substring(delimiter + 1) : "");
        values.put("domain", address.hasDomain() ? foldHost(address.domain()) : "");
        return values;
    }

    private String external(Address address) {
        if (address.isNull()) {
            return "";
        }
        String written = attributes.has('q') ? DeliveryHeaders.quote822(address) : plain(address);
        int at = address.hasDomain() ? written.lastIndexOf('@') : written.length();
        return foldUser(written.substring(0, at))
                + (at < written.length() ? "@" + foldHost(written.substring(at + 1)) : "");
    }

    private static String plain(Address address) {
        return address.hasDomain() ? address.localPart() + "@" + address.domain() : address.localPart();
    }

    private String foldUser(String local) {
        return attributes.has('u') ? lower(local) : local;
    }

    private String foldHost(String domain) {
        return attributes.has('h') ? lower(domain) : domain;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
