package org.postjames.milter;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.config.GlobalParameters;
import org.postjames.config.NameValue;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.config.ValueSyntax;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;
import org.postjames.log.MailLog;

/** What a service's parameters say about filters in general; {@link #milters} makes those of one session. Immutable. // milter_create() */
public final class MilterConfiguration {
    private final MilterSettings common;
    private final Map<MacroStage, String> macroNames;
    private final Map<String, String> macroDefaults;
    private final Path queueDirectory;

    /** @throws IllegalArgumentException with the words with which Postfix's daemon ends if {@code milter_macro_defaults} is malformed */
    public MilterConfiguration(PostfixConfig config) {
        common = new MilterSettings(
                "",
                config.get(MilterParameters.MILTER_CONNECT_TIMEOUT),
                config.get(MilterParameters.MILTER_COMMAND_TIMEOUT),
                config.get(MilterParameters.MILTER_CONTENT_TIMEOUT),
                config.get(MilterParameters.MILTER_PROTOCOL),
                config.get(MilterParameters.MILTER_DEFAULT_ACTION),
                config.get(GlobalParameters.SOFT_BOUNCE));
        macroNames = names(config);
        macroDefaults = defaults(config.get(MilterParameters.MILTER_MACRO_DEFAULTS));
        queueDirectory = Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY));
    }

    private static Map<MacroStage, String> names(PostfixConfig config) {
        Map<MacroStage, Parameter<String>> parameters = new EnumMap<>(MacroStage.class);
        parameters.put(MacroStage.CONNECT, MilterParameters.MILTER_CONNECT_MACROS);
        parameters.put(MacroStage.HELO, MilterParameters.MILTER_HELO_MACROS);
        parameters.put(MacroStage.MAIL, MilterParameters.MILTER_MAIL_MACROS);
        parameters.put(MacroStage.RCPT, MilterParameters.MILTER_RCPT_MACROS);
        parameters.put(MacroStage.DATA, MilterParameters.MILTER_DATA_MACROS);
        parameters.put(MacroStage.END_OF_HEADER, MilterParameters.MILTER_END_OF_HEADER_MACROS);
        parameters.put(MacroStage.END_OF_DATA, MilterParameters.MILTER_END_OF_DATA_MACROS);
        parameters.put(MacroStage.UNKNOWN, MilterParameters.MILTER_UNKNOWN_COMMAND_MACROS);
        Map<MacroStage, String> names = new EnumMap<>(MacroStage.class);
        parameters.forEach((stage, parameter) -> names.put(stage, config.get(parameter)));
        return names;
    }

    /** // milter_macro_defaults_create(): the first of several counts */
    private static Map<String, String> defaults(String text) {
        Map<String, String> defaults = new HashMap<>();
        for (String word : ValueSyntax.list(text)) {
            NameValue pair = pair(word, text);
            defaults.putIfAbsent(canonical(pair.name()), pair.value());
        }
        return defaults;
    }

    private static NameValue pair(String word, String all) {
        int closing = word.startsWith("{") ? org.postjames.table.Braces.closing(word, 0) : 0;
        boolean wholeInBraces = word.startsWith("{") && (closing < 0 || !word.startsWith("=", closing + 1));
        try {
            return NameValue.parse(wholeInBraces ? MilterSettings.insideBraces(word, "") : word);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "malformed default macro entry: " + e.getMessage() + " in \"" + all + "\"", e);
        }
    }

    /** What keeps the filters from working at all, in the words with which Postfix's daemons end. */
    public static Optional<Diagnostic> check(PostfixConfig config) {
        for (Parameter<String> list : List.of(
                MilterParameters.MILTER_MACRO_DEFAULTS,
                MilterParameters.SMTPD_MILTERS,
                MilterParameters.NON_SMTPD_MILTERS)) {
            try {
                MilterConfiguration all = new MilterConfiguration(config);
                if (!list.equals(MilterParameters.MILTER_MACRO_DEFAULTS)) {
                    all.milters(config.get(list), (program, severity, text) -> {}, "");
                }
            } catch (IllegalArgumentException e) {
                return Optional.of(Diagnostic.fatal(
                        config.origin(list.name())
                                .orElse(new Origin(
                                        config.directory().resolve("main.cf").toString(), 0)),
                        String.valueOf(e.getMessage())));
            }
        }
        return Optional.empty();
    }

    /** A macro's name with braces around it. */
    static String canonical(String name) {
        return name.startsWith("{") ? name : "{" + name + "}";
    }

    /**
     * The filters of one session; no connection is made before the first event.
     *
     * @param list {@code smtpd_milters}, {@code non_smtpd_milters}, or what {@code smtpd_milter_maps} found
     * @param program who is named in the log
     * @throws IllegalArgumentException with the words with which Postfix's daemon ends if the list is malformed
     */
    public Milters milters(String list, MailLog log, String program) {
        List<MilterClient> clients = MilterSettings.list(list, common).stream()
                .map(settings -> new MilterClient(settings, queueDirectory, log, program))
                .toList();
        return new Milters(clients, macroNames, macroDefaults);
    }
}
