/** Tests of the package of the same name. */
@NullMarked
package io.hyps.stack.terminal;

import org.jspecify.annotations.NullMarked;
