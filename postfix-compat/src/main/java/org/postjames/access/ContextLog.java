package org.postjames.access;

/** Writes {@code QID: verb: WHERE from CLIENT: text; from=<…> to=<…> proto=… helo=<…>}: a session knows the rest of the line. // log_whatsup() */
@FunctionalInterface
public interface ContextLog {
    void log(String verb, String text);
}
