/**
 * Plays the same scenario against real Postfix and against Postjames and compares what can be seen from outside: the SMTP transcript, delivered
 * files, log lines, what the commands print.
 *
 * <p>Read first: {@code Scenario}, then {@code ScenarioPlayer}. Postfix: all of it, as the judge.
 */
@NullMarked
package org.postjames.integration;

import org.jspecify.annotations.NullMarked;
