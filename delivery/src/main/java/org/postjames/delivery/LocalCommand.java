package org.postjames.delivery;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postjames.config.PostfixConfig;
import org.postjames.local.CommandExit;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;

/** Mail to {@code |command} and {@code mailbox_command}. // command.c */
final class LocalCommand {
    private static final String SOFTWARE_PROBLEM = "4.3.0";
    private static final String SOFTWARE_ERROR = "internal software error"; // sys_exits.c: EX_SOFTWARE

    private final PostfixConfig config;
    private final LocalSettings settings;
    private final DefaultPrivileges privileges;
    private final CommandProcess process;
    private final LocalMailbox headers;
    private final MailLog log;

    LocalCommand(PostfixConfig config, LocalSettings settings, MailLog log, Clock clock) {
        this.config = config;
        this.log = log;
        this.settings = settings;
        this.privileges = new DefaultPrivileges(config, settings.users());
        this.process = new CommandProcess(config, settings.rights());
        this.headers = new LocalMailbox(config, settings, log, clock);
    }

    void run(DeliveryRequest request, LocalState given, LocalResults results, String command)
            throws InterruptedException {
        LocalState state = new LocalState(given);
        if (results.beenHere("command " + state.user + ":" + state.uid + " " + command)) {
            return;
        }
        if (request.traceOnly()) {
            results.sent(state, "delivers to command: " + command);
            return;
        }
        if (!privileges.replaceRoot(state, results)) {
            return;
        }
        if (!settings.rights().covers(state.uid)) {
            results.defer(state, "4.3.5", String.valueOf(new NotPrivilegedException(state.uid).getMessage()));
            return;
        }
        byte[] prefix = headers.headers(request, state, true, false);
        if (!settings.rights().mayRun(command)) {
            results.sent(state, "delivered to command: " + command);
            return;
        }
        CommandProcess.Outcome outcome =
                process.run(command, state.uid, state.gid, environment(request, state), prefix, request.content());
        judge(state, results, command, outcome);
    }

    private void judge(LocalState state, LocalResults results, String command, CommandProcess.Outcome outcome) {
        String output = outcome.output();
        String tail = output.isEmpty() ? "" : ". Command output: " + output;
        switch (outcome.end()) {
            case NOT_STARTED -> results.defer(state, SOFTWARE_PROBLEM, "Delivery failed: " + output);
            case TIME_LIMIT -> {
                log.warning(LocalAgent.PROGRAM, "pipe_command_read: read time limit exceeded");
                results.command(
                        state,
                        "5.3.0",
                        output.isEmpty() ? SOFTWARE_ERROR : output,
                        "Command time limit exceeded: \"" + command + "\"" + tail);
            }
            case SIGNAL ->
                results.command(
                        state,
                        SOFTWARE_PROBLEM,
                        output.isEmpty() ? SOFTWARE_ERROR : output,
                        "Command died with signal " + outcome.code() + ": \"" + command + "\"" + tail);
            case EXIT -> {
                if (outcome.code() == 0) {
                    results.sent(state, "delivered to command: " + command);
                } else if (StatusText.statusLength(output, 0) > 0) {
                    StatusText said = StatusText.split(output, "5.3.0");
                    results.command(state, said.dsn(), said.text(), said.text());
                } else {
                    CommandExit exit = CommandExit.of(outcome.code());
                    results.command(
                            state,
                            exit.dsn(),
                            output.isEmpty() ? exit.text() : output,
                            (exit.known()
                                            ? exit.text()
                                            : "Command died with status " + outcome.code() + ": \"" + command + "\"")
                                    + tail);
                }
            }
        }
    }

    /** What a command learns about its mail; characters that could mean something to a shell become {@code _}. */
    private Map<String, String> environment(DeliveryRequest request, LocalState state) {
        Map<String, String> env = new LinkedHashMap<>();
        put(env, "HOME", state.home);
        env.put("LOGNAME", state.user);
        env.put("USER", state.user);
        env.put("SENDER", state.sender.toString());
        env.put("RECIPIENT", state.recipient.address().toString());
        env.put("LOCAL", state.local);
        put(env, "SHELL", state.shell);
        put(env, "DOMAIN", state.domain);
        put(env, "EXTENSION", state.extension);
        put(env, "ORIGINAL_RECIPIENT", state.recipient.original().toString());
        put(env, "ENVID", request.envid());
        Map<String, String> known = request.attributes();
        put(env, "CLIENT_HOSTNAME", known.getOrDefault("log_client_name", known.getOrDefault("client_name", "")));
        put(env, "CLIENT_ADDRESS", known.getOrDefault("log_client_address", known.getOrDefault("client_address", "")));
        put(env, "CLIENT_HELO", known.getOrDefault("log_helo_name", known.getOrDefault("helo_name", "")));
        put(env, "CLIENT_PROTOCOL", known.getOrDefault("log_protocol_name", known.getOrDefault("protocol_name", "")));
        put(env, "SASL_METHOD", known.getOrDefault("sasl_method", ""));
        put(env, "SASL_SENDER", known.getOrDefault("sasl_sender", ""));
        put(env, "SASL_USERNAME", known.getOrDefault("sasl_username", ""));
        String allowed = config.get(DeliveryParameters.COMMAND_EXPANSION_FILTER);
        env.replaceAll((name, value) -> filtered(value, allowed));
        return env;
    }

    private static void put(Map<String, String> env, String name, String value) {
        if (!value.isEmpty()) {
            env.put(name, value);
        }
    }

    private static String filtered(String value, String allowed) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            out.append(allowed.indexOf(value.charAt(i)) >= 0 ? value.charAt(i) : '_');
        }
        return out.toString();
    }
}
