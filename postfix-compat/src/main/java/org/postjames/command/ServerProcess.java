package org.postjames.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlClient;
import org.postjames.control.ControlReply;
import org.postjames.control.ControlSocket;
import org.postjames.control.ServerDownException;

/** The mail system that works on a queue, if there is one: ours, or Postfix's own master(8). */
final class ServerProcess {
    private final Path pidFile;
    private final ControlClient control;

    ServerProcess(PostfixConfig config) {
        this.pidFile = Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY)).resolve("pid/master.pid");
        this.control = new ControlClient(config);
    }

    /** The pid of the running mail system. A pid file that an earlier one left counts only if that process still serves this queue. */
    OptionalLong running() {
        long pid;
        try {
            pid = Long.parseLong(
                    Files.readString(pidFile, StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
        if (ProcessHandle.of(pid).isEmpty()) {
            return OptionalLong.empty();
        }
        return answers() || isMaster(pid) ? OptionalLong.of(pid) : OptionalLong.empty();
    }

    /** Whether our server answers on the control socket. */
    boolean answers() {
        try {
            return control.request(ControlSocket.STATUS, "").status() == ControlReply.Status.OK;
        } catch (ServerDownException e) {
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isMaster(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("master");
        } catch (IOException e) {
            return false;
        }
    }

    ControlReply ask(String request) throws IOException {
        return control.request(request, "");
    }
}
