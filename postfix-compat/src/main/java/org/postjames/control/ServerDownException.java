package org.postjames.control;

import java.io.IOException;

/** Nobody listens on the control socket. The message is the system's word for it: {@code Connection refused}, {@code No such file or directory}. */
public final class ServerDownException extends IOException {
    private static final long serialVersionUID = 1L;

    ServerDownException(String reason, IOException cause) {
        super(reason, cause);
    }

    /** Whether the socket is there but closed to this user: the server may well be running. */
    public boolean permissionDenied() {
        return "Permission denied".equals(getMessage());
    }
}
