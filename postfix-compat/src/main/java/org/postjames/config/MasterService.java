package org.postjames.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postjames.diagnostic.Origin;

/**
 * One line of master.cf.
 *
 * @param name for {@code inet} {@code port} or {@code host:port}; else the socket's name, which for a delivery agent is the transport
 * @param type {@code inet unix fifo pass}
 * @param command the daemon's program name without directory: {@code smtpd}, {@code local}, {@code pipe}
 * @param arguments the daemon's arguments that are no {@code -o}, in order
 * @param overrides what {@code -o name=value} sets, unexpanded, in order
 */
public record MasterService(
        String name,
        String type,
        String privateField,
        String unprivileged,
        String chroot,
        String wakeup,
        String maxproc,
        String command,
        List<String> arguments,
        Map<String, String> overrides,
        Origin origin) {
    /** The line as fields, its options in normal form. */
    public MasterEntry entry() {
        List<String> fields =
                new ArrayList<>(List.of(name, type, privateField, unprivileged, chroot, wakeup, maxproc, command));
        overrides.forEach((parameter, value) -> {
            fields.add("-o");
            fields.add(parameter + "=" + value);
        });
        fields.addAll(arguments);
        return new MasterEntry(List.copyOf(fields), origin);
    }

    /** Whether a pattern names this service: {@code name/type} or a type; the first one decides, and {@code !} means not. // match_service(3) */
    boolean isNamedIn(List<String> patterns) {
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            String plain = (negated ? pattern.substring(1) : pattern).replace('.', '/');
            boolean all = plain.equals("all");
            if (all || plain.equals(type) || plain.equals(name + "/" + type)) {
                return !negated;
            }
        }
        return false;
    }
}
