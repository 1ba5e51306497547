/** Tests of the package of the same name. */
@NullMarked
package io.hyps.stack.process;

import org.jspecify.annotations.NullMarked;
