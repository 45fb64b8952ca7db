package org.postjames.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.postjames.access.RelayProtection;
import org.postjames.command.PostjamesCheck;
import org.postjames.config.ConfigurationException;
import org.postjames.config.ConfigurationReport;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.log.LogSink;
import org.postjames.log.MailLogs;
import org.postjames.server.setup.StateDirectory;
import org.postjames.server.setup.WorkingDirectory;
import org.postjames.server.users.UserCommand;
import sun.misc.Signal;

/** {@code postjames}: {@code run}, {@code user}, {@code check}, {@code explain}, {@code translate}. */
public final class Main {
    private static final String USAGE = """
            usage: postjames run [-c config_dir] [--state dir] [--port-offset number]
                   postjames user [-c config_dir] add NAME | passwd NAME | delete NAME | list
                   postjames check [-c config_dir]
                   postjames explain [-c config_dir] [--json] [--sender address] [--client address[,name]]
                       [--helo name] [--sasl-user name] ADDRESS
                   postjames translate [-c config_dir] DIRECTORY""";

    private Main() {}

    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        System.exit(words.isEmpty() ? usage() : run(words.getFirst(), words.subList(1, words.size())));
    }

    private static int usage() {
        System.err.println(USAGE);
        return 1;
    }

    private static int run(String command, List<String> words) {
        return switch (command) {
            case "run" -> run(words);
            case "user" -> user(words);
            case "check" -> {
                PostjamesCheck.main(words.toArray(String[]::new));
                yield 0;
            }
            case "explain" -> ExplainCommand.run(words, configuration(), System.out, System.err);
            case "translate" -> TranslateCommand.run(words, configuration(), System.out, System.err);
            default -> usage();
        };
    }

    private static int user(List<String> words) {
        boolean given = words.size() >= 2 && words.getFirst().equals("-c");
        Path directory = given ? Path.of(words.get(1)) : configuration();
        return UserCommand.run(given ? words.subList(2, words.size()) : words, directory.toAbsolutePath());
    }

    private static Path configuration() {
        return Path.of(
                System.getenv().getOrDefault("MAIL_CONFIG", defaultDirectory().toString()));
    }

    /** Our own working directory where there is one, else the host's. */
    private static Path defaultDirectory() {
        Path own = Path.of("var/etc").toAbsolutePath();
        return Files.exists(own.resolve("main.cf")) ? own : Path.of("/etc/postfix");
    }

    private static int run(List<String> words) {
        Options options;
        try {
            options = Options.parse(words);
        } catch (IllegalArgumentException e) {
            System.err.println("postjames: fatal: " + e.getMessage());
            System.err.println(Options.USAGE);
            return 1;
        }
        try {
            Map<String, String> newUsers = Map.of();
            Path directory;
            if (options.configuration().isPresent()) {
                directory = options.configuration().get().toAbsolutePath().normalize();
            } else {
                WorkingDirectory working = new WorkingDirectory(options.workingDirectory());
                newUsers = working.exists() ? Map.of() : working.make();
                directory = working.configuration();
            }
            Server.Configuration source = source(directory, options);
            return serve(source, options, newUsers);
        } catch (ConfigurationException e) {
            print(e);
            return 1;
        } catch (IOException e) {
            System.err.println("postjames: fatal: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static Server.Configuration source(Path directory, Options options) {
        return () -> {
            if (options.state().isEmpty()) {
                return PostfixConfig.load(directory, RelayProtection::checkServices);
            }
            PostfixConfig given = PostfixConfig.load(directory);
            StateDirectory state = new StateDirectory(options.state().get(), directory);
            state.refresh(given.get(UserMaildirs.HOME_MAILBOX).endsWith("/")
                    || given.get(UserMaildirs.MAIL_SPOOL_DIRECTORY).endsWith("/"));
            return PostfixConfig.load(state.configuration(), RelayProtection::checkServices);
        };
    }

    private static void print(ConfigurationException e) {
        for (Diagnostic d : e.diagnostics()) {
            System.err.println("postjames: " + d.severity().prefix() + d.origin() + ": " + d.text());
        }
    }

    private static int serve(Server.Configuration source, Options options, Map<String, String> newUsers)
            throws IOException, ConfigurationException, InterruptedException {
        PostfixConfig config = source.load();
        ConfigurationReport.of(config).diagnostics().stream()
                .filter(d -> d.severity() != Diagnostic.Severity.INFO)
                .forEach(d -> System.err.println("postjames: " + d.severity().prefix() + d.origin() + ": " + d.text()));
        LogSink log = MailLogs.open(config);
        LibraryLog.sendTo(log);
        Server server = new Server(source, log, options.portOffset());
        Thread main = Thread.currentThread();
        Signal.handle(new Signal("HUP"), signal -> Thread.ofVirtual().start(server::reload));
        for (String name : List.of("TERM", "INT")) {
            Signal.handle(new Signal(name), signal -> {
                log.info("master", "terminating on signal " + signal.getNumber());
                main.interrupt();
            });
        }
        try (log;
                server) {
            List<String> open = server.start(config);
            if (!options.daemon()) {
                Banner.print(System.out, config, open, newUsers);
            }
            server.awaitStop();
        } catch (InterruptedException e) {
            // a signal: the server closes in good order
        } catch (IOException | ConfigurationException e) {
            log.log("master", Diagnostic.Severity.FATAL, String.valueOf(e.getMessage()));
            throw e;
        }
        return 0;
    }
}
