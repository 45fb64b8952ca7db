@NullMarked
package org.postjames.tables;

import org.jspecify.annotations.NullMarked;
