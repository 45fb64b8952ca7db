package org.postjames.access;

import java.time.Duration;

/** {@code sleep seconds}: let the client wait. */
record Sleep(Duration time) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the session ends with its next read or write
        }
        return Verdict.Plain.DUNNO;
    }
}
