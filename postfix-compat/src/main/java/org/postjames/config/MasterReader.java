package org.postjames.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postjames.diagnostic.Diagnostic;

/** Turns the lines of master.cf into services, in the words of master(8) for what is wrong. // master_ent.c */
final class MasterReader {
    private static final Set<String> TYPES = Set.of("inet", "unix", "fifo", "pass", "unix-dgram");
    private static final List<String> NAMES = List.of(
            "service", "transport type", "private", "unprivileged", "chroot", "wakeup_time", "max_proc", "command");

    private final List<Diagnostic> faults;
    private final List<Diagnostic> warnings;

    MasterReader(List<Diagnostic> faults, List<Diagnostic> warnings) {
        this.faults = faults;
        this.warnings = warnings;
    }

    List<MasterService> services(List<LogicalLines.Line> lines) {
        List<MasterService> services = new ArrayList<>();
        for (LogicalLines.Line line : lines) {
            List<String> fields = ValueSyntax.blankSeparated(line.text());
            if (fields.size() < MasterEntry.FIELD_COUNT) {
                fault(line, "missing \"" + NAMES.get(fields.size()) + "\" field");
                continue;
            }
            MasterEntry entry = MasterEntry.parse(line.text(), line.origin(), text -> fault(line, text));
            checkFields(line, entry.fields());
            dropDuplicate(services, entry);
            services.add(service(line, entry));
        }
        return services;
    }

    private void checkFields(LogicalLines.Line line, List<String> fields) {
        String type = fields.get(1);
        if (!TYPES.contains(type)) {
            fault(
                    line,
                    type.equals("-") ? "field \"transport type\" has no default value" : "bad transport type: " + type);
        }
        for (int i = 2; i <= 4; i++) {
            String value = fields.get(i);
            if (!value.equals("y") && !value.equals("n") && !value.equals("-")) {
                fault(line, "field \"" + NAMES.get(i) + "\": bad value: \"" + value + "\"");
            }
        }
        if (type.equals("inet") && !fields.get(2).equals("n")) {
            fault(line, "inet service cannot be private");
        }
        if (type.equals("inet")) {
            checkEndpoint(line, fields.get(0));
        }
        for (int i = 5; i <= 6; i++) {
            String value = fields.get(i);
            if (!value.equals("-") && !isDigit(value.charAt(0))) {
                fault(line, "field \"" + NAMES.get(i) + "\": bad value: \"" + value + "\"");
            }
        }
        if (fields.get(7).equals("-")) {
            fault(line, "field \"command\" has no default value");
        }
    }

    /** {@code port}, {@code host:port} or {@code [address]:port}. // host_port(3) */
    private void checkEndpoint(LogicalLines.Line line, String name) {
        String problem = "";
        String port = name.substring(name.lastIndexOf(':') + 1);
        if (name.startsWith("[")) {
            int close = name.indexOf(']');
            if (close < 0) {
                problem = "missing \"]\"";
            } else if (close + 1 < name.length() && name.charAt(close + 1) != ':') {
                problem = "garbage after \"]\"";
            } else if (close + 2 >= name.length()) {
                problem = "missing service information";
            }
        } else if (port.isEmpty()) {
            problem = "missing service information";
        }
        if (problem.isEmpty() && isDigit(port.charAt(0)) && !allDigits(port)) {
            problem = "garbage after numerical service";
        }
        if (!problem.isEmpty()) {
            fault(line, problem + " in \"" + name + "\"");
        }
    }

    private static boolean allDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void dropDuplicate(List<MasterService> services, MasterEntry entry) {
        for (MasterService other : services) {
            if (other.name().equals(entry.name()) && other.type().equals(entry.type())) {
                String internal = entry.type().equals("inet")
                        ? entry.name()
                        : (entry.fields().get(2).equals("n") ? "public/" : "private/") + entry.name();
                warnings.add(Diagnostic.warning(
                        entry.origin(),
                        "duplicate master.cf entry for service \"" + entry.name() + "\" (" + internal
                                + ") -- using the last entry"));
                services.remove(other);
                return;
            }
        }
    }

    private MasterService service(LogicalLines.Line line, MasterEntry entry) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (String setting : entry.overrides()) {
            try {
                NameValue pair = NameValue.parse(setting);
                overrides.put(pair.name(), pair.value());
            } catch (IllegalArgumentException e) {
                fault(line, "invalid \"-o " + setting + "\" option value: " + e.getMessage());
            }
        }
        List<String> fields = entry.fields();
        return new MasterService(
                entry.name(),
                entry.type(),
                fields.get(2),
                fields.get(3),
                fields.get(4),
                fields.get(5),
                fields.get(6),
                entry.command(),
                List.copyOf(entry.arguments()),
                Collections.unmodifiableMap(overrides),
                entry.origin());
    }

    private void fault(LogicalLines.Line line, String text) {
        faults.add(Diagnostic.fatal(line.origin(), text));
    }
}
