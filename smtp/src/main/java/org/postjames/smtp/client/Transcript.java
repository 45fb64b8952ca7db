package org.postjames.smtp.client;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What client and server say in one session, kept if {@code notify_classes} might want it. // smtp_chat.c */
final class Transcript {
    /** The classes of {@code notify_classes} that a client's session can have. // mail_error.h */
    enum Breach {
        PROTOCOL,
        DATA;

        static Set<Breach> of(List<String> notifyClasses) {
            Set<Breach> found = EnumSet.noneOf(Breach.class);
            for (Breach each : values()) {
                if (notifyClasses.stream().anyMatch(each.name()::equalsIgnoreCase)) {
                    found.add(each);
                }
            }
            return found;
        }
    }

    private final Set<Breach> wanted;
    private final Consumer<List<String>> postmaster;
    private final List<String> lines = new ArrayList<>();
    private final Set<Breach> breaches = EnumSet.noneOf(Breach.class);

    Transcript(Set<Breach> wanted, Consumer<List<String>> postmaster) {
        this.wanted = wanted;
        this.postmaster = postmaster;
    }

    /** Nobody wants it. */
    static Transcript none() {
        return new Transcript(Set.of(), lines -> {});
    }

    void out(String line) {
        if (!wanted.isEmpty()) {
            lines.add("Out: " + line);
        }
    }

    void in(String line) {
        if (!wanted.isEmpty()) {
            lines.add("In:  " + line);
        }
    }

    /** What is read in place of the last line. */
    void replaced(String line) {
        if (!wanted.isEmpty()) {
            lines.add("Replaced-by: ");
            lines.add("     " + line);
        }
    }

    void breach(Breach breach) {
        breaches.add(breach);
    }

    /** A mail of the session has come to its end: what was said of it is of no use for the next one, if all went well. */
    void end() {
        if (breaches.stream().anyMatch(wanted::contains)) {
            postmaster.accept(List.copyOf(lines));
        }
        breaches.clear();
        lines.clear();
    }
}
