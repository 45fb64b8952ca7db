package org.postjames.milter;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ValueSyntax;
import org.postjames.log.MailLog;
import org.postjames.table.ServiceAddress;
import org.postjames.table.TimedChannel;

/** Connects with a filter and agrees with it on what will be said. // milter8_connect() */
final class Handshake {
    private static final int OPTIONS = 'O';
    private static final int V2_EVENTS = 0x7f;
    private static final int V3_EVENTS = V2_EVENTS | 1 << 8;
    private static final int V4_EVENTS = V3_EVENTS | 1 << 9;
    /** No answer to header, connect, helo, mail, rcpt, data, unknown, end of header, body. */
    private static final int NO_REPLY = 1 << 7 | 0xff << 12;

    static final int REJECTED_RECIPIENTS = 1 << 11;
    static final int LEADING_SPACE = 1 << 20;
    private static final int SKIP = 1 << 10;
    private static final int V6_EVENTS = V4_EVENTS | SKIP | REJECTED_RECIPIENTS | NO_REPLY | LEADING_SPACE;
    /** Connect, helo, mail, rcpt, body, headers, end of header, unknown, data. */
    private static final int UNWANTED = V4_EVENTS;

    private static final int NO_HEADER_REPLY = 1 << 7;
    /** Add headers, change body, add and delete recipients, change headers, quarantine, change sender, recipients with arguments, macro names. */
    private static final int ACTIONS = 0x1ff;

    private final MilterSettings settings;
    private final Path queueDirectory;
    private final MailLog log;
    private final String program;

    Handshake(MilterSettings settings, Path queueDirectory, MailLog log, String program) {
        this.settings = settings;
        this.queueDirectory = queueDirectory;
        this.log = log;
        this.program = program;
    }

    /**
     * What was agreed.
     *
     * @param events the filter's bits: what it does not want, where it does not answer
     * @param unknownEvents what does not exist in the protocol version that is spoken
     * @param macroNames the filter's own lists, or null if it has none
     */
    record Agreed(
            MilterWire wire,
            int events,
            int unknownEvents,
            @Nullable Map<MacroStage, String> macroNames) {}

    Agreed run() throws MilterTroubleException {
        int version = 0;
        int events = 0;
        for (String word : ValueSyntax.list(settings.protocol())) {
            int own =
                    switch (word) {
                        case "6" -> V6_EVENTS;
                        case "4" -> V4_EVENTS;
                        case "3" -> V3_EVENTS;
                        case "2" -> V2_EVENTS;
                        case "no_header_reply" -> NO_HEADER_REPLY;
                        default -> -1;
                    };
            boolean isVersion = own != NO_HEADER_REPLY;
            if (own < 0 || isVersion && version != 0) {
                throw configuration("milter " + settings.name() + ": bad protocol information: " + word);
            }
            version = isVersion ? Integer.parseInt(word) : version;
            events |= own;
        }
        if (version == 0) {
            throw configuration("milter " + settings.name() + ": no protocol version information");
        }
        MilterWire wire = connect();
        try {
            wire.timeout(settings.commandTimeout());
            return negotiate(wire, version, events);
        } catch (MilterTroubleException e) {
            wire.close();
            throw e;
        }
    }

    private static MilterTroubleException configuration(String warning) {
        return MilterTroubleException.configuration(warning);
    }

    private MilterTroubleException broken(String text) {
        return MilterTroubleException.communication("milter " + settings.name() + ": " + text);
    }

    private MilterWire connect() throws MilterTroubleException {
        try {
            return new MilterWire(settings.name(), TimedChannel.open(addresses(), settings.connectTimeout()));
        } catch (ServiceAddress.HostNotFoundException e) {
            log.warning(program, e.warning());
            throw noConnection(e);
        } catch (MilterTroubleException e) {
            throw e;
        } catch (IOException e) {
            throw noConnection(e);
        }
    }

    private MilterTroubleException noConnection(IOException e) {
        return MilterTroubleException.communication(
                "connect to Milter service " + settings.name() + ": " + MilterWire.words(e));
    }

    private List<SocketAddress> addresses() throws IOException {
        String name = settings.name();
        int colon = name.indexOf(':');
        if (colon <= 0 || colon == name.length() - 1) {
            throw configuration("Milter service needs transport:endpoint instead of \"" + name + "\"");
        }
        String endpoint = name.substring(colon + 1);
        return switch (name.substring(0, colon)) {
            case "inet" -> {
                try {
                    yield ServiceAddress.inet(endpoint).resolve();
                } catch (IllegalArgumentException e) {
                    throw configuration(String.valueOf(e.getMessage()));
                }
            }
            case "unix", "local" -> List.of(UnixDomainSocketAddress.of(socket(endpoint)));
            default ->
                throw configuration(
                        "invalid transport name: " + name.substring(0, colon) + " in Milter service: " + name);
        };
    }

    /** Postfix's daemons work in the queue directory, and those that run chrooted see it as the root. */
    private Path socket(String endpoint) {
        Path plain = queueDirectory.resolve(endpoint);
        Path chrooted = queueDirectory.resolve(endpoint.replaceFirst("^/+", ""));
        return !Files.exists(plain) && Files.exists(chrooted) ? chrooted : plain;
    }

    private Agreed negotiate(MilterWire wire, int version, int events) throws MilterTroubleException {
        wire.send(
                OPTIONS,
                ByteBuffer.allocate(12)
                        .putInt(version)
                        .putInt(ACTIONS)
                        .putInt(events)
                        .array());
        int theirVersion;
        int theirActions;
        int theirEvents;
        try {
            int answer = wire.receive("SMFIC_OPTNEG");
            if (answer != OPTIONS) {
                throw broken("unexpected reply \"" + (char) answer + "\" in initial handshake");
            }
            theirVersion = wire.number();
            theirActions = wire.number();
            theirEvents = wire.number();
        } catch (MilterTroubleException e) {
            if (String.valueOf(e.getMessage()).contains(": unexpected reply ")) {
                throw e;
            }
            log.warning(program, String.valueOf(e.getMessage()));
            throw broken("read error in initial handshake");
        }
        if (theirVersion > version) {
            throw broken("protocol version " + theirVersion + " conflict with MTA protocol version " + version);
        }
        if ((theirActions & ~ACTIONS) != 0) {
            throw broken("request mask 0x" + Integer.toHexString(theirActions) + " conflict with MTA request mask 0x"
                    + Integer.toHexString(ACTIONS));
        }
        int unknown = UNWANTED & ~events;
        if (theirVersion < version) {
            unknown |= UNWANTED & ~eventsOf(theirVersion);
        }
        return new Agreed(wire, theirEvents, unknown, wire.remaining() > 0 ? macroNames(wire) : null);
    }

    /** What the protocol version knows; of a version that we do not know, what the next lower one does. */
    private int eventsOf(int version) {
        if (version >= 6) {
            return V6_EVENTS;
        }
        if (version >= 2) {
            return version >= 4 ? V4_EVENTS : version == 3 ? V3_EVENTS : V2_EVENTS;
        }
        log.warning(program, "milter " + settings.name() + ": unexpected protocol version " + version);
        return UNWANTED;
    }

    private Map<MacroStage, String> macroNames(MilterWire wire) throws MilterTroubleException {
        Map<MacroStage, String> names = new EnumMap<>(MacroStage.class);
        while (wire.remaining() > 0) {
            int number = wire.number();
            String list = wire.text();
            MacroStage stage = MacroStage.of(number);
            if (stage == null) {
                log.warning(
                        program,
                        "milter " + settings.name() + ": ignoring unknown macro type "
                                + Integer.toUnsignedString(number));
            } else {
                names.put(stage, list);
            }
        }
        return names;
    }
}
