package org.postjames.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlClient;
import org.postjames.control.ControlSocket;

/** Tells the running server that there is mail in {@code maildrop}. // mail_trigger(3) */
final class PickupTrigger {
    private PickupTrigger() {}

    /** Without a server the mail waits; if this queue has never had one, that is said. */
    static void send(PostfixConfig config, CommandMessages messages) {
        if (Files.exists(ControlSocket.path(config))) {
            try {
                new ControlClient(config).request(ControlSocket.PICKUP, "");
            } catch (IOException e) {
                // it finds the mail when it starts
            }
            return;
        }
        Path queue = Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY));
        if (Files.notExists(queue.resolve("public/pickup")) && Files.notExists(queue.resolve("pid/master.pid"))) {
            messages.warning("unable to look up public/pickup: No such file or directory");
        }
    }
}
