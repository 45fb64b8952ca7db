/**
 * The part of Apache James that runs inside: its injector, without James's configuration files. Read {@link org.postjames.server.james.JamesModule}
 * first.
 */
@NullMarked
package org.postjames.server.james;

import org.jspecify.annotations.NullMarked;
