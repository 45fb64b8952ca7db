@NullMarked
package org.postjames.smtp;

import org.jspecify.annotations.NullMarked;
