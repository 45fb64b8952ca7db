package org.postjames.table;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The settings of a table that asks a database: {@code /FILE} or {@code ./FILE} with lines {@code parameter = value}, where nothing is expanded, or else
 * main.cf's {@code NAME_parameter}. Bad values end with Postfix's words. // cfg_parser.c
 */
public final class TableParameters {
    private final TableContext context;
    private final String source;
    private final boolean isFile;
    private final Function<String, Optional<String>> values;

    private TableParameters(
            TableContext context, String source, boolean isFile, Function<String, Optional<String>> values) {
        this.context = context;
        this.source = source;
        this.isFile = isFile;
        this.values = values;
    }

    /** @throws TableUnavailableException if the file cannot be read or a line is no setting */
    public static TableParameters of(TableName name, TableContext context) throws TableUnavailableException {
        String source = name.name();
        if (!source.startsWith("/") && !source.startsWith(".")) {
            return new TableParameters(
                    context, source, false, parameter -> context.parameters().apply(source + "_" + parameter));
        }
        Map<String, String> settings = new HashMap<>();
        for (TextLines.Line line : TextLines.split(source, TextLines.read(Path.of(source)), context.warnings())) {
            int equals = line.text().indexOf('=');
            if (equals <= 0) {
                String problem = equals < 0 ? "missing '=' after attribute name" : "missing attribute name";
                throw context.fatal(
                        source + ", line " + line.number() + ": " + problem + ": \"" + line.text() + "\"", null);
            }
            String parameter = TextLines.trim(line.text().substring(0, equals));
            String value = TextLines.trim(line.text().substring(equals + 1));
            String earlier = settings.put(parameter, value);
            if (earlier != null) {
                context.warnings()
                        .accept(source + ", line " + line.number() + ": overriding earlier entry: " + parameter + "="
                                + earlier);
            }
        }
        return new TableParameters(context, source, true, parameter -> Optional.ofNullable(settings.get(parameter)));
    }

    /** The text of a parameter that need not be set. */
    public Optional<String> optional(String parameter) {
        return values.apply(parameter).filter(value -> !value.isEmpty());
    }

    public String text(String parameter, String defaultValue) {
        return values.apply(parameter).orElse(defaultValue);
    }

    /** A text that must not be empty. */
    public String required(String parameter, String defaultValue) throws TableUnavailableException {
        String value = text(parameter, defaultValue);
        if (value.isEmpty()) {
            throw fatal("bad string length 0 < 1: " + shown(parameter) + " = ");
        }
        return value;
    }

    /** @param minimum 0 means none */
    public int integer(String parameter, int defaultValue, int minimum) throws TableUnavailableException {
        Optional<String> text = values.apply(parameter);
        int value = defaultValue;
        if (text.isPresent()) {
            try {
                value = Integer.parseInt(text.get());
            } catch (NumberFormatException e) {
                throw fatal("bad numerical configuration: " + shown(parameter) + " = " + text.get());
            }
        }
        if (minimum != 0 && value < minimum) {
            throw fatal("invalid " + shown(parameter) + " parameter value " + value + " < " + minimum);
        }
        return value;
    }

    public boolean bool(String parameter, boolean defaultValue) throws TableUnavailableException {
        Optional<String> text = values.apply(parameter);
        if (text.isEmpty()) {
            return defaultValue;
        }
        return switch (text.get().toLowerCase(Locale.ROOT)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw fatal("bad boolean configuration: " + shown(parameter) + " = " + text.get());
        };
    }

    /** The words of a list. */
    public List<String> list(String parameter, String defaultValue) {
        return List.of(text(parameter, defaultValue).split("[,\\s]+")).stream()
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private String shown(String parameter) {
        return isFile ? parameter : source + "_" + parameter;
    }

    private TableUnavailableException fatal(String problem) {
        return context.fatal(isFile ? source + ": " + problem : problem, null);
    }

    /** {@code SELECT select_field FROM table WHERE where_field='%s'}, for tables without a query of their own. // db_common_sql_build_query() */
    public String builtQuery() throws TableUnavailableException {
        return "SELECT " + required("select_field", "") + " FROM " + required("table", "") + " WHERE "
                + required("where_field", "") + "='%s' " + text("additional_conditions", "");
    }
}
