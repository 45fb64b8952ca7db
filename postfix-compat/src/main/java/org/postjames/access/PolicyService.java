package org.postjames.access;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.config.GlobalParameters;
import org.postjames.config.NameValue;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.config.ValueSyntax;
import org.postjames.table.ServiceAddress;
import org.postjames.table.ServiceConnection;
import org.postjames.table.ServiceConnections;
import org.postjames.table.Utf8Text;

/**
 * One policy server: {@code inet:host:port}, {@code unix:path}, or either in braces with options that stand for the {@code smtpd_policy_service_…}
 * parameters. Each session that asks has a connection of its own while it waits; connections are kept for the next question. // SMTPD_POLICY_README, attr_clnt.c
 */
final class PolicyService {
    private static final String PREFIX = "smtpd_policy_service_";
    /** What Postfix says when there is no errno(3). // mystrerror() */
    private static final String NO_ERROR = "Application error";

    private static final List<Parameter<?>> OPTIONS = List.of(
            AccessParameters.SMTPD_POLICY_SERVICE_TIMEOUT,
            AccessParameters.SMTPD_POLICY_SERVICE_MAX_IDLE,
            AccessParameters.SMTPD_POLICY_SERVICE_MAX_TTL,
            AccessParameters.SMTPD_POLICY_SERVICE_RETRY_DELAY,
            AccessParameters.SMTPD_POLICY_SERVICE_REQUEST_LIMIT,
            AccessParameters.SMTPD_POLICY_SERVICE_TRY_LIMIT,
            AccessParameters.SMTPD_POLICY_SERVICE_DEFAULT_ACTION,
            AccessParameters.SMTPD_POLICY_SERVICE_POLICY_CONTEXT);

    private final String name;
    private final RestrictionContext context;
    /** What the log calls it: the part behind {@code inet:} or {@code unix:}. */
    private final String endpoint;

    private final ServiceConnections connections;
    private final String defaultAction;
    private final String policyContext;
    private final String stress;
    private final Duration retryDelay;
    private final int tryLimit;
    private final int requestLimit;
    private final boolean smtputf8;
    private int requests;

    private PolicyService(String name, String server, Map<String, String> options, RestrictionContext context) {
        PostfixConfig config = context.config();
        this.name = name;
        this.context = context;
        this.endpoint = ServiceAddress.parse(server).text();
        this.connections = new ServiceConnections(
                address(server, config),
                value(config, options, AccessParameters.SMTPD_POLICY_SERVICE_TIMEOUT),
                value(config, options, AccessParameters.SMTPD_POLICY_SERVICE_MAX_IDLE),
                value(config, options, AccessParameters.SMTPD_POLICY_SERVICE_MAX_TTL));
        this.retryDelay = value(config, options, AccessParameters.SMTPD_POLICY_SERVICE_RETRY_DELAY);
        this.tryLimit = value(config, options, AccessParameters.SMTPD_POLICY_SERVICE_TRY_LIMIT);
        this.requestLimit = value(config, options, AccessParameters.SMTPD_POLICY_SERVICE_REQUEST_LIMIT);
        this.defaultAction = value(config, options, AccessParameters.SMTPD_POLICY_SERVICE_DEFAULT_ACTION);
        this.policyContext = value(config, options, AccessParameters.SMTPD_POLICY_SERVICE_POLICY_CONTEXT);
        this.stress = config.value("stress").orElse("");
        this.smtputf8 = config.get(AccessParameters.SMTPUTF8_ENABLE);
    }

    /**
     * @param name as the restriction list names it
     * @throws IllegalArgumentException with Postfix's words if it is no server, or its options are wrong
     */
    static PolicyService of(String name, RestrictionContext context) {
        if (!name.startsWith("{")) {
            return new PolicyService(name, name, Map.of(), context);
        }
        if (!name.endsWith("}") || name.length() < 2) {
            throw new IllegalArgumentException("policy service syntax error: " + name.substring(1));
        }
        List<String> words = ValueSyntax.list(name.substring(1, name.length() - 1));
        if (words.isEmpty()) {
            throw new IllegalArgumentException("empty policy service: \"" + name + "\"");
        }
        Map<String, String> options = new HashMap<>();
        for (String word : words.subList(1, words.size())) {
            NameValue option = option(word);
            if (OPTIONS.stream().noneMatch(known -> known.name().equals(PREFIX + option.name()))) {
                throw new IllegalArgumentException(
                        "unknown option: \"" + option.name() + " = " + option.value() + "\"");
            }
            options.put(PREFIX + option.name(), option.value());
        }
        return new PolicyService(name, words.getFirst(), options, context);
    }

    /** {@code name=value}, or the same in braces, where blanks may stand. */
    private static NameValue option(String word) {
        String text = word.startsWith("{") && word.endsWith("}") ? word.substring(1, word.length() - 1) : word;
        try {
            return NameValue.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("malformed option: " + e.getMessage() + ": \"..." + text + "...\"", e);
        }
    }

    /** A path of a socket is relative to the queue directory. */
    private static ServiceAddress address(String server, PostfixConfig config) {
        ServiceAddress address = ServiceAddress.parse(server);
        return address instanceof ServiceAddress.Unix(String path)
                ? new ServiceAddress.Unix(Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY))
                        .resolve(path)
                        .toString())
                : address;
    }

    private static <T> T value(PostfixConfig config, Map<String, String> options, Parameter<T> parameter) {
        String own = options.get(parameter.name());
        return own == null ? config.get(parameter) : parameter.kind().parse(parameter.name(), own);
    }

    String defaultAction() {
        return defaultAction;
    }

    /** The action, or nothing if there was no usable answer; why is in the log. */
    Optional<String> ask(SmtpdFacts facts) {
        byte[] request = PolicyRequest.of(facts, stress, policyContext);
        for (int count = 1; ; count++) {
            Attempt attempt = new Attempt();
            String action = attempt.run(request);
            if (action != null) {
                return usable(action);
            }
            if (count >= tryLimit || !attempt.expected) {
                context.warn("problem talking to server " + endpoint + ": " + attempt.problem);
            }
            if (count >= tryLimit || !pause()) {
                return Optional.empty();
            }
        }
    }

    private Optional<String> usable(String action) {
        if (smtputf8 && !Utf8Text.isValid(action)) {
            context.warn("malformed UTF-8 in policy server " + name + " response: \"" + action + "\"");
            return Optional.empty();
        }
        return Optional.of(action);
    }

    private boolean pause() {
        try {
            Thread.sleep(retryDelay);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The connection has served as many requests as it may. */
    private synchronized boolean isSpent() {
        requests++;
        boolean spent = requestLimit > 0 && requests >= requestLimit;
        requests = spent ? 0 : requests;
        return spent;
    }

    /** One question on one connection. */
    private final class Attempt {
        /** What errno(3) says after a failure. */
        private String problem = NO_ERROR;
        /** A server that has gone away is worth no line in the log before the last attempt. */
        private boolean expected = true;

        @Nullable
        String run(byte[] request) {
            ServiceConnection connection = connect();
            if (connection == null) {
                return null;
            }
            try {
                connection.write(request);
                String action = read(connection);
                if (action != null && !isSpent()) {
                    connections.giveBack(connection);
                    return action;
                }
                connection.close();
                return action;
            } catch (IOException e) {
                failed(e);
                // Postfix differs: it keeps what failed until the session's next question and counts it as an attempt
                // then, because one
                // process has one connection; we have one for each question that is open
                connection.close();
                return null;
            }
        }

        private @Nullable ServiceConnection connect() {
            try {
                ServiceConnection connection = connections.take();
                while (connection.isReadable()) { // auto_clnt_event(): it was closed meanwhile
                    connection.close();
                    connection = connections.take();
                }
                return connection;
            } catch (ServiceAddress.HostNotFoundException e) {
                context.warn(e.warning());
                failed(e);
            } catch (IOException e) {
                failed(e);
            }
            context.warn("connect to " + endpoint + ": " + problem);
            return null;
        }

        private void failed(IOException e) {
            problem = reason(e);
            expected = problem.equals(NO_ERROR)
                    || problem.equals("Broken pipe")
                    || problem.equals("No such file or directory")
                    || problem.equals("Connection reset by peer");
        }

        /** The value of {@code action}, or null if the answer ends without one. // attr_vscan_plain() */
        private @Nullable String read(ServiceConnection connection) throws IOException {
            int first = connection.read();
            if (first == ServiceConnection.END) {
                return null;
            }
            String action = null;
            for (int c = first; ; c = next(connection, "input attribute name")) {
                Line line = name(connection, c);
                if (line.isEnd()) {
                    if (action == null) {
                        context.warn("missing attribute action in input from " + endpoint);
                    }
                    return action;
                }
                if (action == null && line.name.equals("action")) {
                    if (!line.hasValue) {
                        context.warn("missing value for string attribute action from " + endpoint);
                        return null;
                    }
                    action = rest(connection, "input attribute value");
                } else if (line.hasValue) {
                    rest(connection, "input attribute value");
                }
            }
        }

        private record Line(String name, boolean hasValue) {
            boolean isEnd() {
                return !hasValue && name.isEmpty();
            }
        }

        private Line name(ServiceConnection connection, int first) throws IOException {
            StringBuilder name = new StringBuilder();
            int c = first;
            while (c != '\n' && c != '=') {
                name.append((char) c);
                c = next(connection, "input attribute name");
            }
            return new Line(name.toString(), c == '=');
        }

        private String rest(ServiceConnection connection, String what) throws IOException {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            for (int c = next(connection, what); c != '\n'; c = next(connection, what)) {
                value.write(c);
            }
            return value.toString(StandardCharsets.ISO_8859_1);
        }

        private int next(ServiceConnection connection, String what) throws IOException {
            try {
                int c = connection.read();
                if (c != ServiceConnection.END) {
                    return c;
                }
            } catch (SocketTimeoutException e) {
                context.warn("timeout on " + endpoint + " while reading " + what);
                throw e;
            }
            context.warn("premature end-of-input on " + endpoint + " while reading " + what);
            throw new IOException(NO_ERROR);
        }
    }

    private static String reason(IOException e) {
        String text = String.valueOf(e.getMessage());
        return text.equals("Connection reset") ? "Connection reset by peer" : text;
    }
}
