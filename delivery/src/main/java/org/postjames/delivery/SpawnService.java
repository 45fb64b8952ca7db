package org.postjames.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.delivery.CommandProcess.End;
import org.postjames.delivery.CommandProcess.Launch;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.log.MailLog;
import org.postjames.table.TableUnavailableException;

/** Runs a command of the administrator's for each client that connects: what inetd did, for policy servers and simple filters. // spawn(8) */
public final class SpawnService {
    private static final String PROGRAM = "spawn";
    private static final int BUFFER = 8192;
    private static final int KILLED = 9;

    private final PostfixConfig config;
    private final MasterService service;
    private final UserDatabase users;
    private final UserRights rights;
    private final MailLog log;

    /** @param config with the {@code -o} of the service */
    public SpawnService(
            PostfixConfig config, MasterService service, UserDatabase users, UserRights rights, MailLog log) {
        this.config = config;
        this.service = service;
        this.users = users;
        this.rights = rights;
        this.log = log;
    }

    /** Connects the client with the command's standard input and output until the command has ended, and closes the connection. */
    public void serve(Socket client) throws InterruptedException {
        try (client) {
            SpawnAttributes attributes = SpawnAttributes.of(service, config, users);
            Launch launch = new Launch(
                    "spawn_comand: execvp ", // sic
                    attributes.argv(),
                    attributes.uid(),
                    attributes.gid(),
                    Map.of(),
                    "",
                    "",
                    attributes.timeLimit());
            Optional<String> refusal = CommandProcess.refusal(launch);
            if (refusal.isPresent()) {
                fatal(refusal.get());
                log.warning(PROGRAM, "command " + attributes.argv().getFirst() + " exit status 1");
                return;
            }
            attend(new CommandProcess(config, rights).start(launch), attributes, client);
        } catch (SpawnAttributes.BrokenException | TableUnavailableException e) {
            fatal(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.warning(PROGRAM, service.name() + ": " + e.getMessage());
        }
    }

    private void attend(Process command, SpawnAttributes attributes, Socket client)
            throws IOException, InterruptedException {
        String name = attributes.argv().getFirst();
        InputStream asked = client.getInputStream();
        OutputStream answers = client.getOutputStream();
        Thread in = Thread.ofVirtual().start(() -> pump(asked, command.getOutputStream()));
        Thread out = Thread.ofVirtual().start(() -> pump(command.getInputStream(), answers));
        try {
            if (!command.waitFor(attributes.timeLimit().toSeconds(), TimeUnit.SECONDS)) {
                log.warning(PROGRAM, name + ": process id " + command.pid() + ": command time limit exceeded");
                // Postfix differs: 3.7.11 waits on until the command ends by itself, because its kill does not reach it
                CommandProcess.kill(command);
                log.warning(PROGRAM, "command " + name + " killed by signal " + KILLED);
                return;
            }
            out.join(); // its last words, or those of a child that goes on
            CommandProcess.Outcome outcome = CommandProcess.ended(command);
            if (outcome.end() == End.SIGNAL) {
                log.warning(PROGRAM, "command " + name + " killed by signal " + outcome.code());
            } else if (outcome.code() != 0) {
                log.warning(PROGRAM, "command " + name + " exit status " + outcome.code());
            }
        } finally {
            CommandProcess.kill(command);
            client.close(); // ends the thread that reads
            in.join();
        }
    }

    /** Passes on what comes as it comes; the end of one is the end of the other. */
    private static void pump(InputStream from, OutputStream to) {
        byte[] buffer = new byte[BUFFER];
        try (to) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
                to.flush();
            }
        } catch (IOException e) {
            return; // one of the two has gone; the other one sees the end
        }
    }

    private void fatal(String text) {
        log.log(PROGRAM, Diagnostic.Severity.FATAL, text);
    }
}
