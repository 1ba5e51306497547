/** Tests of the package of the same name. */
@NullMarked
package io.hyps.stack.live;

import org.jspecify.annotations.NullMarked;
