/**
 * What must lie on disk before the server can start: the working directory of {@code postjames run}, its certificate and users, and the copy of a foreign
 * configuration that {@code --state} runs from. Read {@link org.postjames.server.setup.WorkingDirectory} first.
 */
@NullMarked
package org.postjames.server.setup;

import org.jspecify.annotations.NullMarked;
