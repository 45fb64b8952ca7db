/**
 * Decides what Postfix's commands do and print.
 *
 * <p>Each command is a class with a {@code main} and a {@code run} that tests call. They start as plain Java programs: no framework, few classes.
 * Read first: {@code Postconf}. Postfix: the commands' man pages.
 */
@NullMarked
package org.postjames.command;

import org.jspecify.annotations.NullMarked;
