@NullMarked
package org.postjames.server;

import org.jspecify.annotations.NullMarked;
