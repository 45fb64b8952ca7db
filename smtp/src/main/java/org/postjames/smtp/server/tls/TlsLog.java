package org.postjames.smtp.server.tls;

/** Where a handshake says what it meets. */
public interface TlsLog {
    /** The client, as the log names it: {@code name[address]}. */
    String client();

    void info(String text);

    void warn(String text);
}
