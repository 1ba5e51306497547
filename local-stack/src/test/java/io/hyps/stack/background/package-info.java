/** Tests of the package of the same name. */
@NullMarked
package io.hyps.stack.background;

import org.jspecify.annotations.NullMarked;
