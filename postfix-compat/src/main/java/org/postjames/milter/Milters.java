package org.postjames.milter;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ValueSyntax;

/**
 * The filters of one SMTP session, in order. Each is asked until one has something to say. An answer that is empty lets the event pass. Used by one
 * thread; no method throws because of a filter. // milter.c
 */
public final class Milters {
    private final List<MilterClient> clients;
    private final Map<MacroStage, String> macroNames;
    private final Map<String, String> macroDefaults;
    private MilterMacros macros = name -> null;

    Milters(List<MilterClient> clients, Map<MacroStage, String> macroNames, Map<String, String> macroDefaults) {
        this.clients = clients;
        this.macroNames = macroNames;
        this.macroDefaults = macroDefaults;
    }

    /** From now on macros have these values. */
    public void macros(MilterMacros values) {
        macros = values;
    }

    /**
     * The same filters, as cleanup is given them for one message: only those that still want to hear of it.
     *
     * @param program who is named in the log
     */
    public Milters forMessage(String program) {
        return new Milters(
                clients.stream()
                        .filter(MilterClient::active)
                        .map(client -> client.forMessage(program))
                        .toList(),
                macroNames,
                macroDefaults);
    }

    private interface Asking {
        @Nullable
        MilterReply ask(MilterClient client, byte[] macros);
    }

    private Optional<MilterReply> each(MacroStage stage, Asking asking) {
        Macros values = new Macros();
        for (MilterClient client : clients) {
            MilterReply reply = asking.ask(client, values.of(client, stage));
            if (reply != null) {
                return Optional.of(reply);
            }
        }
        return Optional.empty();
    }

    /** The macros of one event, looked up once for all filters that have no list of their own. */
    private final class Macros {
        private final Map<MacroStage, byte[]> common = new EnumMap<>(MacroStage.class);

        byte[] of(MilterClient client, MacroStage stage) {
            String own = client.macroNames(stage);
            if (own != null && !own.isEmpty()) {
                return lookUp(own);
            }
            return common.computeIfAbsent(stage, s -> lookUp(macroNames.getOrDefault(s, "")));
        }

        private byte[] lookUp(String names) {
            List<String> pairs = new ArrayList<>();
            for (String name : ValueSyntax.list(names)) {
                String canonical = MilterConfiguration.canonical(name);
                String value = macros.value(canonical);
                if (value == null) {
                    value = macroDefaults.get(canonical);
                }
                if (value != null) {
                    pairs.add(name);
                    pairs.add(value);
                }
            }
            return MilterClient.PacketText.of(pairs.toArray(String[]::new));
        }
    }

    /** Connects with the filters and tells them of the client. */
    public Optional<MilterReply> connect(MilterPeer peer) {
        Macros values = new Macros();
        for (MilterClient client : clients) {
            client.connect();
            MilterReply reply = client.connected(peer, values.of(client, MacroStage.CONNECT));
            if (reply != null) {
                return Optional.of(reply);
            }
        }
        return Optional.empty();
    }

    public Optional<MilterReply> helo(String name) {
        return each(MacroStage.HELO, (client, values) -> client.helo(name, values));
    }

    /** @param arguments the address as the client gave it, then the ESMTP parameters */
    public Optional<MilterReply> mail(List<String> arguments) {
        return each(MacroStage.MAIL, (client, values) -> client.command(MilterEvent.MAIL, arguments, values));
    }

    public Optional<MilterReply> rcpt(List<String> arguments) {
        return each(MacroStage.RCPT, (client, values) -> client.command(MilterEvent.RCPT, arguments, values));
    }

    /** A recipient that was refused already, for filters that want to know. What they say of it does not matter. */
    public void rejectedRcpt(List<String> arguments) {
        each(
                MacroStage.RCPT,
                (client, values) ->
                        client.wantsRejectedRecipients() ? client.command(MilterEvent.RCPT, arguments, values) : null);
    }

    public Optional<MilterReply> data() {
        return each(MacroStage.DATA, (client, values) -> client.command(MilterEvent.DATA, List.of(), values));
    }

    public Optional<MilterReply> unknown(String command) {
        return each(
                MacroStage.UNKNOWN, (client, values) -> client.command(MilterEvent.UNKNOWN, List.of(command), values));
    }

    /** What the filters say to a command of which they are not told: whatever persists. */
    public Optional<MilterReply> other() {
        for (MilterClient client : clients) {
            MilterReply reply = client.other();
            if (reply != null) {
                return Optional.of(reply);
            }
        }
        return Optional.empty();
    }

    /**
     * Shows the message to the filters, one after the other, each with the changes of those before it.
     *
     * @param hidden headers that filters do not see: our own Received:, with LF between its lines
     */
    public Optional<MilterReply> message(MilterContent content, List<String> hidden, MessageEdits edits) {
        Macros values = new Macros();
        for (MilterClient client : clients) {
            byte[] endOfHeader = values.of(client, MacroStage.END_OF_HEADER);
            byte[] endOfData = values.of(client, MacroStage.END_OF_DATA);
            MilterReply reply = new MessageSender(
                            client, hidden, new MessageSender.Macros(endOfHeader, endOfData), edits)
                    .send(content);
            if (reply != null) {
                return Optional.of(reply);
            }
        }
        return Optional.empty();
    }

    /** The transaction is over, well or not. */
    public void abort() {
        clients.forEach(MilterClient::abort);
    }

    /** The session is over. */
    public void disconnect() {
        clients.forEach(MilterClient::disconnect);
    }
}
