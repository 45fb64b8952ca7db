package org.postjames.delivery;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.QueuedContent;

/** Mail to {@code |command} and {@code mailbox_command}. // command.c */
final class LocalCommand {
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
                process.run(command, state.uid, state.gid, environment(request, state), content(prefix, request));
        judge(state, results, command, outcome);
    }

    private void judge(LocalState state, LocalResults results, String command, CommandProcess.Outcome outcome) {
        CommandVerdict verdict = CommandVerdict.of(outcome, command);
        if (verdict.delivered()) {
            results.sent(state, "delivered to command: " + command);
            return;
        }
        if (verdict.timedOut()) {
            log.warning(LocalAgent.PROGRAM, "pipe_command_read: read time limit exceeded");
        }
        results.command(state, verdict.dsn(), verdict.said(), verdict.reason());
    }

    private static QueuedContent.Source content(byte[] prefix, DeliveryRequest request) {
        return in -> {
            in.write(prefix);
            request.content().copyTo(in);
        };
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
