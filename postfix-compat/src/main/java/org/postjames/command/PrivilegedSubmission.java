package org.postjames.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlClient;
import org.postjames.control.ControlSocket;
import org.postjames.control.ServerDownException;
import org.postjames.pickup.SubmissionService;

/**
 * Mail of a user who may not write to {@code maildrop}. Java programs cannot be set-gid: the running server takes the message and knows from the system who sent
 * it. While it is down, Postfix's own set-gid postdrop does it where it is installed.
 */
final class PrivilegedSubmission {
    private static final Parameter<String> COMMAND_DIRECTORY = Parameter.text("command_directory");
    private static final int SET_GID = 02000;

    private PrivilegedSubmission() {}

    /** Is told how it ended. */
    interface End {
        /** @param reason why the message was refused, if postdrop has told it, else empty */
        void ended(int status, String reason);
    }

    /**
     * @param records the message, as postdrop wants it
     * @param queueId is told the name of the new file
     * @param status is told how it ended, if it came to an end
     * @return 0 if the message is in {@code maildrop}
     */
    static int post(
            PostfixConfig config, InputStream records, CommandMessages messages, Consumer<String> queueId, End status)
            throws CommandFailure {
        try (SocketChannel server = new ControlClient(config).talk(ControlSocket.POSTDROP)) {
            Thread.ofPlatform().daemon().start(() -> send(records, server));
            return answer(server, messages, queueId, status);
        } catch (ServerDownException e) {
            return setGid(config, records, queueId, status);
        } catch (IOException e) {
            throw new CommandFailure("error writing queue file: " + CommandMessages.reason(e));
        }
    }

    private static void send(InputStream records, SocketChannel server) {
        try {
            OutputStream out = Channels.newOutputStream(server);
            records.transferTo(out);
            server.shutdownOutput();
        } catch (IOException e) {
            // the server has said why it does not listen any more
        }
    }

    private static int answer(SocketChannel server, CommandMessages messages, Consumer<String> queueId, End status)
            throws IOException, CommandFailure {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(server), StandardCharsets.ISO_8859_1));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String text = line.substring(1);
            switch (line.charAt(0)) {
                case SubmissionService.QUEUE_ID -> queueId.accept(text);
                case SubmissionService.WARNING -> messages.warning(text);
                case SubmissionService.FATAL -> throw new CommandFailure(text);
                case SubmissionService.STATUS -> {
                    int space = text.indexOf(' ');
                    int code = Integer.parseInt(text.substring(0, space));
                    if (code >= 0) {
                        status.ended(code, text.substring(space + 1));
                    }
                    return Math.max(0, code);
                }
                default -> throw new IOException("unexpected answer: " + line);
            }
        }
        throw new IOException("connection closed");
    }

    private static int setGid(PostfixConfig config, InputStream records, Consumer<String> queueId, End status)
            throws CommandFailure {
        Path postdrop = Path.of(config.get(COMMAND_DIRECTORY), "postdrop");
        try {
            if (!Files.isRegularFile(postdrop)
                    || ((Integer) Files.getAttribute(postdrop, "unix:mode") & SET_GID) == 0) {
                throw new CommandFailure("error writing queue file: Permission denied");
            }
            Process process = new ProcessBuilder(
                            postdrop.toString(), "-r", "-c", config.directory().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (OutputStream out = process.getOutputStream()) {
                records.transferTo(out);
            }
            // protocol and queue_id, then status and reason, each with its value and an empty name behind them
            String[] answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).split("\0", -1);
            if (answer.length > 3) {
                queueId.accept(answer[3]);
            }
            int code = process.waitFor();
            if (answer.length <= 8) {
                return code;
            }
            int told = Integer.parseInt(answer[6]); // the exit status has its lower bits only
            status.ended(told, answer[8]);
            return told;
        } catch (IOException e) {
            throw new CommandFailure("error writing queue file: " + CommandMessages.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }
}
