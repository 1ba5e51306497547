/** Tests of the package of the same name. */
@NullMarked
package io.hyps.stack.parts;

import org.jspecify.annotations.NullMarked;
