package org.postjames.delivery;

/** The server does not run as root and cannot act for another user: the mail waits. */
public final class NotPrivilegedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotPrivilegedException(int uid) {
        super("not privileged to deliver as uid " + uid + ": the server does not run as root");
    }
}
