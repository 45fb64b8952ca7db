package org.postjames.milter;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postjames.log.MailLog;

/** One filter in one session: what it wants to know, and what it said last. // milter8.c */
final class MilterClient {
    private enum State {
        ERROR,
        CLOSED,
        READY,
        ENVELOPE,
        MESSAGE,
        ACCEPTS_CONNECTION,
        ACCEPTS_MESSAGE,
        REJECTS_CONNECTION
    }

    private static final byte[] NOTHING = {};
    private static final int MACRO = 'D';
    private static final int ABORT = 'A';
    private static final int QUIT = 'Q';

    final MilterSettings settings;
    private final Path queueDirectory;
    private final MailLog log;
    private final String program;
    private State state = State.CLOSED;
    private @Nullable MilterWire wire;
    /** The connection belongs to the session, which goes on using it unless it breaks. */
    private boolean borrowed;

    private int events;
    private int unknownEvents;
    private @Nullable Map<MacroStage, String> macroNames;
    /** What it answers to everything from now on, without being asked. */
    private @Nullable MilterReply persistent;

    private @Nullable MilterEvent skipped;

    MilterClient(MilterSettings settings, Path queueDirectory, MailLog log, String program) {
        this.settings = settings;
        this.queueDirectory = queueDirectory;
        this.log = log;
        this.program = program;
    }

    /** The same filter on the same connection, as another daemon sees it to whom the session hands it over for one message. // milter8_send() */
    MilterClient forMessage(String otherProgram) {
        MilterClient copy = new MilterClient(settings, queueDirectory, log, otherProgram);
        copy.state = state;
        copy.wire = wire;
        copy.borrowed = true;
        copy.events = events;
        copy.unknownEvents = unknownEvents;
        copy.macroNames = macroNames;
        return copy;
    }

    /** Whether it wants to hear more of this message. */
    boolean active() {
        return wire != null && (state == State.ENVELOPE || state == State.READY);
    }

    boolean wantsRejectedRecipients() {
        return (events & Handshake.REJECTED_RECIPIENTS) != 0;
    }

    /** The filter's own list of macro names, or null or empty if it has none. */
    @Nullable
    String macroNames(MacroStage stage) {
        return macroNames == null ? null : macroNames.get(stage);
    }

    void connect() {
        try {
            Handshake.Agreed agreed = new Handshake(settings, queueDirectory, log, program).run();
            wire = agreed.wire();
            events = agreed.events();
            unknownEvents = agreed.unknownEvents();
            macroNames = agreed.macroNames();
            state = State.READY;
            persistent = null;
            skipped = null;
        } catch (MilterTroubleException e) {
            fail(e);
        }
    }

    /** The connection is given up; from now on the default action is the answer. // milter8_comm_error(), milter8_conf_error() */
    private @Nullable MilterReply fail(MilterTroubleException trouble) {
        log.warning(program, String.valueOf(trouble.getMessage()));
        if (wire != null) {
            wire.close();
            wire = null;
        }
        String action = settings.defaultAction().toLowerCase(Locale.ROOT);
        MilterReply misconfigured = new MilterReply.Refuse("451 4.3.5 Server configuration problem - try again later");
        persistent = switch (action) {
            case "accept" -> null;
            case "quarantine" -> MilterReply.HOLD;
            case "reject" ->
                trouble.isConfiguration() ? misconfigured : new MilterReply.Refuse("550 5.5.0 Service unavailable");
            case "tempfail" ->
                trouble.isConfiguration()
                        ? misconfigured
                        : new MilterReply.Refuse("451 4.7.1 Service unavailable - try again later");
            default -> {
                if (!trouble.isConfiguration()) {
                    log.warning(
                            program,
                            "milter " + settings.name() + ": unrecognized default action: " + settings.defaultAction());
                }
                yield misconfigured;
            }
        };
        state = State.ERROR;
        return persistent;
    }

    private void closeWire() {
        if (wire != null && !borrowed) {
            wire.close();
        }
        wire = null;
    }

    @Nullable
    MilterReply connected(MilterPeer peer, byte[] macros) {
        if (state == State.ERROR) {
            return persistent;
        }
        state = State.ENVELOPE;
        return event(MilterEvent.CONNECT, macros, peer.packet());
    }

    @Nullable
    MilterReply helo(String name, byte[] macros) {
        return switch (state) {
            case ENVELOPE, ACCEPTS_MESSAGE -> event(MilterEvent.HELO, macros, PacketText.of(name));
            default -> persistent;
        };
    }

    /** MAIL, RCPT, DATA or a command that we do not know. */
    @Nullable
    MilterReply command(MilterEvent event, List<String> arguments, byte[] macros) {
        return state == State.ENVELOPE
                ? event(event, macros, PacketText.of(arguments.toArray(String[]::new)))
                : persistent;
    }

    @Nullable
    MilterReply other() {
        return persistent;
    }

    /** Begins the content. @return false if the filter does not want to hear of it, {@link #other} is its answer then */
    boolean beginMessage() {
        if (state != State.ENVELOPE || wire == null) {
            return false;
        }
        state = State.MESSAGE;
        wire.timeout(settings.contentTimeout());
        return true;
    }

    boolean inMessage() {
        return state == State.MESSAGE;
    }

    void endMessage() {
        if (wire != null) {
            wire.timeout(settings.commandTimeout());
        }
        if (state == State.MESSAGE || state == State.ACCEPTS_MESSAGE) {
            state = State.ENVELOPE;
        }
    }

    boolean wants(MilterEvent event) {
        return (events & event.unwanted) == 0;
    }

    boolean keepsLeadingSpace() {
        return (events & Handshake.LEADING_SPACE) != 0;
    }

    @Nullable
    MilterReply event(MilterEvent event, byte[] macros, byte[] data) {
        return event(event, macros, data, null);
    }

    /** @param edits where changes of the message go; null if it is not the time for them */
    @Nullable
    MilterReply event(MilterEvent event, byte[] macros, byte[] data, @Nullable MessageEdits edits) {
        if (wire == null || persistent != null) {
            log.warning(
                    program,
                    "milter8_event: attempt to send event " + event.label + " to milter " + settings.name()
                            + " after error");
            return persistent;
        }
        if ((event.unwanted & unknownEvents) != 0) {
            return null;
        }
        if (skipped == event) {
            return null;
        }
        skipped = null;
        try {
            byte[] withEvent = new byte[macros.length + 1];
            withEvent[0] = (byte) event.command;
            System.arraycopy(macros, 0, withEvent, 1, macros.length);
            wire.send(MACRO, withEvent);
            if (!wants(event) && event.unwanted != 0) {
                return null;
            }
            wire.send(event.command, data);
            if ((events & event.noReply) != 0) {
                return null;
            }
            return new FilterAnswers(this, wire, event, data.length, edits).await();
        } catch (MilterTroubleException e) {
            return fail(e);
        }
    }

    /** It answers the same to whatever comes in this session, and is not asked again. */
    @Nullable
    MilterReply rejectsConnection(MilterReply reply) {
        closeWire();
        state = State.REJECTS_CONNECTION;
        persistent = reply;
        return reply;
    }

    @Nullable
    MilterReply accepts(boolean connection) {
        if (connection) {
            closeWire();
        }
        state = connection ? State.ACCEPTS_CONNECTION : State.ACCEPTS_MESSAGE;
        return persistent;
    }

    void holds() {
        persistent = MilterReply.HOLD;
    }

    void skips(MilterEvent event) {
        skipped = event;
    }

    void warn(String text) {
        log.warning(program, text);
    }

    /** The message is not to come, or has come; the connection stays. */
    void abort() {
        switch (state) {
            case ENVELOPE, MESSAGE, ACCEPTS_MESSAGE -> {
                state = State.ENVELOPE;
                tell(ABORT);
            }
            default -> {}
        }
    }

    private void tell(int command) {
        if (wire == null) {
            return;
        }
        try {
            wire.send(command, NOTHING);
        } catch (MilterTroubleException e) {
            fail(e);
        }
    }

    /** The session is over. */
    void disconnect() {
        switch (state) {
            case CLOSED, READY -> {
                return;
            }
            case ENVELOPE, MESSAGE, ACCEPTS_MESSAGE -> {
                tell(QUIT);
                if (wire != null) {
                    wire.flushQuietly();
                }
            }
            default -> {}
        }
        closeWire();
        state = State.CLOSED;
        persistent = null;
    }

    /** Texts as they stand in a packet, each with a NUL byte behind it. */
    static final class PacketText {
        private PacketText() {}

        static byte[] of(String... texts) {
            StringBuilder packet = new StringBuilder();
            for (String text : texts) {
                int nul = text.indexOf('\0');
                packet.append(nul < 0 ? text : text.substring(0, nul)).append('\0');
            }
            return packet.toString().getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
