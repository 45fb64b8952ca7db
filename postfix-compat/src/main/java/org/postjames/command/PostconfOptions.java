package org.postjames.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.config.KnownNames;

/** What stands on postconf's command line, and which options go together. // postconf.c */
final class PostconfOptions {
    /** One option, in the order in which Postfix names them in its complaints. */
    enum Mode {
        SERVER_SASL('a'),
        CLIENT_SASL('A'),
        EXPAND_TEMPLATES('b'),
        CLASS('C'),
        DEFAULTS('d'),
        EDIT('e'),
        FOLD('f'),
        FIELDS('F'),
        HIDE_NAME('h'),
        HIDE_VALUE('H'),
        LOCKS('l'),
        MAPS('m'),
        MASTER('M'),
        NON_DEFAULT('n'),
        OVERRIDE('o'),
        MAIN('p'),
        PARAMETERS('P'),
        DUMP_TEMPLATES('t'),
        TLS('T'),
        EXPAND('x'),
        EXCLUDE('X'),
        COMMENT('#');

        final char letter;

        Mode(char letter) {
            this.letter = letter;
        }
    }

    private static final String USAGE = "usage: %s [-a (server SASL types)] [-A (client SASL types)]"
            + " [-b (bounce templates)] [-c config_dir] [-c param_class] [-d (parameter defaults)]"
            + " [-e (edit configuration)] [-f (fold lines)] [-F (master.cf fields)] [-h (no names)] [-H (no values)]"
            + " [-l (lock types)] [-m (map types)] [-M (master.cf)] [-n (non-default parameters)]"
            + " [-o name=value (override parameter value)] [-p (main.cf, default)] [-P (master.cf parameters)]"
            + " [-t (bounce templates)] [-T compile-version|run-version|public-key-algorithms] [-v (verbose)]"
            + " [-x (expand parameter values)] [-X (exclude)] [-# (comment-out)] [name...]";

    private static final Set<Mode> MAJOR = EnumSet.of(
            Mode.SERVER_SASL,
            Mode.CLIENT_SASL,
            Mode.EXPAND_TEMPLATES,
            Mode.LOCKS,
            Mode.MAPS,
            Mode.DUMP_TEMPLATES,
            Mode.MAIN,
            Mode.MASTER,
            Mode.FIELDS,
            Mode.PARAMETERS,
            Mode.TLS);
    private static final Set<Mode> FILES = EnumSet.of(Mode.MAIN, Mode.MASTER, Mode.FIELDS, Mode.PARAMETERS);
    private static final List<Set<Mode>> EXCLUSIVE = List.of(
            MAJOR,
            EnumSet.of(Mode.DEFAULTS, Mode.EDIT, Mode.NON_DEFAULT, Mode.COMMENT, Mode.EXCLUDE),
            EnumSet.of(Mode.FOLD, Mode.EDIT, Mode.COMMENT, Mode.EXCLUDE),
            EnumSet.of(Mode.EXPAND, Mode.EDIT, Mode.COMMENT, Mode.EXCLUDE),
            EnumSet.of(Mode.OVERRIDE, Mode.DEFAULTS, Mode.EDIT, Mode.COMMENT, Mode.EXCLUDE),
            EnumSet.of(Mode.HIDE_NAME, Mode.EDIT, Mode.COMMENT, Mode.EXCLUDE, Mode.HIDE_VALUE));
    private static final Map<Mode, Set<Mode>> ALLOWED = Map.of(
            Mode.MAIN,
                    EnumSet.of(
                            Mode.EDIT,
                            Mode.EXCLUDE,
                            Mode.COMMENT,
                            Mode.FOLD,
                            Mode.HIDE_NAME,
                            Mode.CLASS,
                            Mode.EXPAND,
                            Mode.DEFAULTS,
                            Mode.NON_DEFAULT,
                            Mode.OVERRIDE,
                            Mode.HIDE_VALUE),
            Mode.MASTER, EnumSet.of(Mode.EDIT, Mode.EXCLUDE, Mode.COMMENT, Mode.FOLD, Mode.OVERRIDE, Mode.EXPAND),
            Mode.FIELDS, EnumSet.of(Mode.EDIT, Mode.FOLD, Mode.HIDE_NAME, Mode.OVERRIDE, Mode.EXPAND, Mode.HIDE_VALUE),
            Mode.PARAMETERS,
                    EnumSet.of(
                            Mode.EDIT,
                            Mode.EXCLUDE,
                            Mode.FOLD,
                            Mode.HIDE_NAME,
                            Mode.OVERRIDE,
                            Mode.EXPAND,
                            Mode.HIDE_VALUE),
            Mode.CLASS, EnumSet.of(Mode.MAIN, Mode.DEFAULTS, Mode.NON_DEFAULT));
    private static final List<Mode> COMPATIBILITY_ORDER = List.of(
            Mode.SERVER_SASL,
            Mode.CLIENT_SASL,
            Mode.EXPAND_TEMPLATES,
            Mode.LOCKS,
            Mode.MAPS,
            Mode.TLS,
            Mode.DUMP_TEMPLATES,
            Mode.MAIN,
            Mode.MASTER,
            Mode.FIELDS,
            Mode.PARAMETERS,
            Mode.CLASS);

    private final Set<Mode> modes = EnumSet.noneOf(Mode.class);
    private Set<KnownNames.Kind> classes =
            EnumSet.of(KnownNames.Kind.BUILTIN, KnownNames.Kind.SERVICE, KnownNames.Kind.USER);
    private final List<String> overrides = new ArrayList<>();
    private List<String> names = List.of();
    private @Nullable String directory;
    private String tlsMode = "";

    private PostconfOptions() {}

    static PostconfOptions parse(String program, String[] args, PrintStream err) throws CommandFailure {
        PostconfOptions options = new PostconfOptions();
        CommandLine line = new CommandLine(program, args, "aAbc:C:deEfFhHlmMno:pPtT:vxX#", err);
        for (int option = line.next(); option != CommandLine.END; option = line.next()) {
            if (option == CommandLine.BAD) {
                throw new CommandFailure(USAGE.replace("%s", program));
            }
            options.add((char) option, line.value());
        }
        options.names = line.rest();
        options.complete();
        return options;
    }

    private void add(char letter, String value) throws CommandFailure {
        switch (letter) {
            case 'c' -> directory = value;
            case 'C' -> classes = parseClasses(value);
            case 'o' -> overrides.add(value);
            case 'b', 't' -> {
                if (has(Mode.EXPAND_TEMPLATES) || has(Mode.DUMP_TEMPLATES)) {
                    throw new CommandFailure("specify one of -b and -t");
                }
            }
            case 'T' -> {
                if (has(Mode.TLS)) {
                    throw new CommandFailure("At most one -T <mode> option may be specified");
                }
                tlsMode = value;
            }
            default -> {}
        }
        for (Mode mode : Mode.values()) {
            // -C only selects what is shown, it is no mode // postconf.c
            if (mode.letter == letter && mode != Mode.CLASS) {
                modes.add(mode);
            }
        }
    }

    private static Set<KnownNames.Kind> parseClasses(String text) throws CommandFailure {
        Set<KnownNames.Kind> classes = EnumSet.noneOf(KnownNames.Kind.class);
        for (String name : text.split("[,\\s]+")) {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "" -> {}
                case "builtin" -> classes.add(KnownNames.Kind.BUILTIN);
                case "service" -> classes.add(KnownNames.Kind.SERVICE);
                case "user" -> classes.add(KnownNames.Kind.USER);
                case "all" ->
                    classes.addAll(EnumSet.of(KnownNames.Kind.BUILTIN, KnownNames.Kind.SERVICE, KnownNames.Kind.USER));
                default -> throw new CommandFailure("unknown -C option value \"" + name + "\" in \"" + text + "\"");
            }
        }
        return classes;
    }

    private void complete() throws CommandFailure {
        if (modes.stream().noneMatch(MAJOR::contains)) {
            modes.add(Mode.MAIN);
        }
        if (hasAny(FILES) && !names.isEmpty() && names.get(0).indexOf('=') >= 0) {
            modes.add(Mode.EDIT);
        }
        for (Set<Mode> group : EXCLUSIVE) {
            Set<Mode> chosen = EnumSet.copyOf(group);
            chosen.retainAll(modes);
            if (chosen.size() > 1) {
                throw new CommandFailure("specify one of " + letters(chosen));
            }
        }
        for (Mode mode : COMPATIBILITY_ORDER) {
            Set<Mode> excess = EnumSet.copyOf(modes);
            excess.remove(mode);
            excess.removeAll(ALLOWED.getOrDefault(mode, Set.of()));
            if (modes.contains(mode) && !excess.isEmpty()) {
                throw new CommandFailure("with option -" + mode.letter + ", do not specify " + letters(excess));
            }
        }
        if (has(Mode.EDIT) && names.isEmpty()) {
            throw new CommandFailure("-e requires name=value argument");
        }
    }

    private static String letters(Set<Mode> modes) {
        StringBuilder text = new StringBuilder();
        for (Mode mode : modes) {
            text.append(text.isEmpty() ? "-" : " -").append(mode.letter);
        }
        return text.toString();
    }

    boolean has(Mode mode) {
        return modes.contains(mode);
    }

    boolean hasAny(Set<Mode> some) {
        for (Mode mode : some) {
            if (modes.contains(mode)) {
                return true;
            }
        }
        return false;
    }

    Set<KnownNames.Kind> classes() {
        return classes;
    }

    /** The argument of {@code -T}. */
    String tlsMode() {
        return tlsMode;
    }

    List<String> overrides() {
        return overrides;
    }

    /** What follows the options. */
    List<String> names() {
        return names;
    }

    @Nullable
    String directory() {
        return directory;
    }
}
